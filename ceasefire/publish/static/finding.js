/* The search page: places of the book that hold the words asked for, the best first. The index is a
   script of its own, loaded here alone. All text is put in as text. */
(() => {
  "use strict";
  const script = document.currentScript;
  const field = document.getElementById("finding-query");
  const status = document.querySelector(".finding-status");
  const list = document.querySelector(".finding-list");
  const more = document.querySelector(".finding-more");
  const PAGE = 30, AROUND = 70, PAUSE = 150;
  let places = null, shown = [], timer = 0;

  // Letters without their accents, quotation marks left out, so that Ma'arrat finds Maʿarrat. The
  // places of the signs in the text are kept, to mark what was found.
  const SIGNS = /[\u0300-\u036f'’‘ʿʾ`]/g;
  // A number is found with and without its separators, a word in British and American spelling.
  const NUMBER = /(?<![\p{N},])\d{1,3}(?:[,\u00a0\u2009\u202f]\d{3})+(?![\p{N}])/gu;
  const SPELLED = [[/iz(?=[aei])/g, "is"], [/(def|off)ense/g, "$1ence"], [/center/g, "centre"]];
  const plain = (text) =>
    SPELLED.reduce((done, [from, to]) => done.replace(from, to),
      text.normalize("NFD").replace(SIGNS, "").toLowerCase()
        .replace(NUMBER, (found) => found.replace(/\D/g, "")));
  const words = (text) => plain(text).match(/[\p{L}\p{N}]+/gu) || [];
  // An English plural finds its singular too, and a verb's form the others.
  const stem = (word) => {
    const one = word.length > 3 && /[^s]s$/.test(word) ? word.slice(0, -1) : word;
    return one.replace(/(?<=\p{L}{4})(?:al|ed|ing|(?<=w)n)$/u, "");
  };
  const begins = (word) => new RegExp(`(?<![\\p{L}\\p{N}])${word}`, "u");

  window.ceasefireFinds = (known) => {
    places = known.places.map(([page, anchor, title, text]) => {
      const [address, name] = known.pages[page];
      return { address: address + (anchor ? `#${anchor}` : ""), anchor, page: name, title, text,
        id: plain(anchor), named: plain(title), head: plain(`${anchor} ${title}`), body: plain(text),
        within: plain(name) };
    });
    search();
  };

  const score = (place, tests, asked) => {
    let sum = 0, held = 0;
    for (const test of tests) {
      const own = (test.test(place.head) ? 6 : 0) + (test.test(place.body) ? 2 : 0);
      const by = own || (test.test(place.within) ? 1 : 0);
      if (own) held += 1;
      if (by) sum += 100 + by;
    }
    if (!held) return 0;
    if (place.id === asked) sum += 1000;
    if (place.named === asked) sum += 20;
    if (place.head.includes(asked)) sum += 8;
    if (place.body.includes(asked)) sum += 4;
    if (!place.anchor) sum += 3;
    return sum;
  };

  const search = () => {
    const query = field.value.trim();
    list.replaceChildren();
    more.hidden = true;
    say();
    if (!query || !places) return;
    const asked = plain(query), tests = words(query).map(stem).map(begins);
    const found = places
      .map((place) => ({ place, score: tests.length ? score(place, tests, asked) : 0 }))
      .filter((one) => one.score)
      .sort((a, b) => b.score - a.score);
    // Each word found adds a hundred: places with all words are shown, or else with half of them.
    const all = found.filter((one) => one.score >= 100 * tests.length);
    const half = found.filter((one) => one.score >= 50 * tests.length);
    shown = (all.length ? all : half).map((one) => one.place);
    const said = query.length > 60 ? `${query.slice(0, 60)}…` : query;
    if (!shown.length) {
      const sample = places.find((place) => /^[A-Z]\d+$/.test(place.anchor));
      say("Nothing in this edition holds “", said, "”. Try fewer or other words" +
        (sample ? `, or the id of a row, such as ${sample.anchor}.` : "."));
      return;
    }
    const count = `${shown.length} ${shown.length === 1 ? "place" : "places"}`;
    say(all.length || tests.length < 2
      ? `${count} for “`
      : `No place holds all these words; ${count} for some of “`, said, "”");
    show(0, tests);
  };

  // What was asked stands apart, so that its direction does not turn the words around it.
  const say = (before = "", asked = "", after = "") => {
    const apart = document.createElement("bdi");
    apart.textContent = asked;
    status.replaceChildren(before, ...(asked ? [apart] : []), after);
  };

  const show = (from, tests) => {
    for (const place of shown.slice(from, from + PAGE)) list.append(item(place, tests));
    more.hidden = shown.length <= from + PAGE;
    more.firstChild.onclick = () => {
      show(from + PAGE, tests);
      list.children[from + PAGE].querySelector("a").focus();
    };
  };

  const element = (tag, name, text = "") => {
    const made = document.createElement(tag);
    made.className = name;
    made.textContent = text;
    return made;
  };

  const item = (place, tests) => {
    const made = document.createElement("li");
    const link = element("a", "finding-link");
    link.href = place.address;
    link.dir = "auto";
    const title = place.title || cut(place.text, 0, 90);
    const named = place.id && /\d/.test(place.id) && !plain(title).startsWith(place.id);
    link.textContent = named && place.anchor.length < 8 ? `${place.anchor}: ${title}` : title;
    made.append(link);
    if (place.anchor) made.append(element("span", "finding-page", place.page));
    if (place.text && place.title) made.append(excerpt(place.text, tests));
    return made;
  };

  const cut = (text, from, to) =>
    (from > 0 ? "…" : "") + text.slice(from, to) + (to < text.length ? "…" : "");

  const excerpt = (text, tests) => {
    const made = element("p", "finding-text");
    made.dir = "auto";
    const pieces = text.split(/(\d{1,3}(?:[,\u00a0\u2009\u202f]\d{3})+(?!\p{N})|[\p{L}\p{N}\p{M}'’ʿʾ]+)/u);
    const hits = pieces.map((piece, n) => n % 2 && tests.some((test) => test.test(plain(piece))));
    const first = Math.max(0, hits.indexOf(true));
    const before = pieces.slice(0, first).join("").length;
    let from = Math.max(0, before - AROUND), at = 0;
    if (from) from = text.indexOf(" ", from) + 1 || from;
    if (from > before) from = before;
    const to = from + 3 * AROUND;
    if (from) made.append("…");
    pieces.forEach((piece, n) => {
      const begin = at, end = at + piece.length;
      at = end;
      const part = piece.slice(Math.max(0, from - begin), Math.max(0, to - begin));
      if (end <= from || begin >= to || !part) return;
      made.append(hits[n] ? element("mark", "", part) : part);
    });
    if (to < text.length) made.append("…");
    return made;
  };

  const load = () => {
    status.textContent = "Opening the index…";
    const index = document.createElement("script");
    index.src = new URL(script.dataset.index, script.src);
    index.onerror = () => { status.textContent = "The index could not be opened."; };
    document.body.append(index);
  };

  field.value = new URLSearchParams(location.search).get("q") || "";
  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(search, PAUSE);
  });
  field.form.addEventListener("submit", (event) => {
    event.preventDefault();
    clearTimeout(timer); // else what is found would be put up again under the reader's hands
    const address = new URL(location);
    address.searchParams.set("q", field.value);
    history.replaceState(null, "", address);
    search();
  });
  load();
  field.focus();
})();
