/* The explorer of the page on the data: one table at a time, sorted, filtered, in pages.

   No library: those that sort and filter tables weigh more than all the rest of the page (DataTables
   with jQuery 180 KB, AG Grid 1 MB), and fetch their rows, which no browser allows a page opened
   from a folder. Here each table is a small script, loaded when it is chosen. All that comes from
   the data is put in as text. What is chosen stands in the page's address. */
(() => {
  "use strict";
  const place = document.querySelector(".explorer");
  if (!place) return;
  // Rows shown at a time: on a phone each is a block of many lines.
  const PAGE = matchMedia("(max-width: 576px)").matches ? 10 : 50;
  const FEW = 20; // so many different values make a menu
  const SHORT = 40; // signs of the longest value of a menu
  const NOT_GIVEN = "(not given)";
  const cards = JSON.parse(place.dataset.cards);
  const choose = place.querySelector(".explorer-table");
  const order = new Intl.Collator("en", { numeric: true, sensitivity: "base" });
  const tables = {};
  let data, shown, state;

  const make = (tag, attributes = {}, ...inner) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.append(...inner);
    return element;
  };
  const button = (words, act) => {
    const made = make("button", { type: "button" }, words);
    made.addEventListener("click", act);
    return made;
  };

  const search = make("input", { type: "search", autocomplete: "off", spellcheck: "false" });
  const finer = make("input", { type: "checkbox" });
  const menus = make("div", { class: "explorer-menus" });
  const said = make("p", { class: "explorer-said", role: "status" });
  const head = make("tr", { role: "row" });
  const body = make("tbody", { role: "rowgroup" });
  const caption = make("caption");
  const box = make("div", { class: "table-scroll explorer-rows", tabindex: "0", role: "region" },
    make("table", { class: "dataframe", role: "table" }, caption,
      make("thead", { role: "rowgroup" }, head), body));
  const turn = (by) => () => {
    const page = state.page + by;
    if (page < 0 || page >= pages()) return;
    state.page = page;
    showRows();
    box.scrollIntoView({ block: "start" });
  };
  const before = button("‹ Previous rows", turn(-1));
  const after = button("Next rows ›", turn(1));
  const clear = button("Show all rows", () => {
    Object.assign(state, { words: "", menus: {}, page: 0 });
    search.value = "";
    showMenus();
    showRows();
    search.focus();
  });
  place.append(
    make("label", {}, "Rows with the words ", search),
    make("label", { class: "explorer-finer" }, finer, " every column"),
    menus, said, box,
    make("div", { class: "explorer-pages", role: "group", "aria-label": "Pages of the table" },
      before, after, clear),
  );

  const load = (name) =>
    (tables[name] ??= new Promise((resolve, reject) => {
      let received;
      const script = make("script", { src: `${place.dataset.rows}/${name}.js`, charset: "utf-8" });
      window.ceasefireTable = (table) => (received = table);
      script.onload = () => resolve(received);
      script.onerror = () => {
        delete tables[name];
        reject(new Error(`${name} cannot be loaded`));
      };
      document.head.append(script);
    }));

  const asText = (value) => (value === null ? "" : String(value));
  const pages = () => Math.max(1, Math.ceil(shown.length / PAGE));
  const visible = () => data.columns.filter((column) => state.finer || !column.finer);

  // --- what is chosen stands in the address ---------------------------------------------------
  const read = () => {
    const asked = new URLSearchParams(location.search);
    const chosen = Object.fromEntries([...asked].filter(([key]) => key.startsWith("is."))
      .map(([key, value]) => [key.slice(3), value]));
    return { table: asked.get("table"), words: asked.get("words") || "", menus: chosen,
      sort: asked.get("sort"), down: asked.has("down"), finer: asked.has("finer"),
      page: Math.max(0, (parseInt(asked.get("page"), 10) || 1) - 1) };
  };
  const write = () => {
    const say = new URLSearchParams({ table: state.table });
    if (state.words) say.set("words", state.words);
    for (const [name, value] of Object.entries(state.menus)) say.set(`is.${name}`, value);
    if (state.sort) say.set("sort", state.sort);
    if (state.down) say.set("down", "");
    if (state.finer) say.set("finer", "");
    if (state.page) say.set("page", state.page + 1);
    try {
      history.replaceState(null, "", `?${say}${location.hash}`);
    } catch { /* a browser that keeps addresses of a folder as they are */ }
  };

  // --- rows -----------------------------------------------------------------------------------
  const compare = (one, other) => {
    const none = (value) => value === null || value === "";
    if (one === other || (none(one) && none(other))) return 0;
    if (none(one) || none(other)) return none(one) ? Infinity : -Infinity; // last, always
    if (typeof one === "number") return one - other;
    return order.compare(one, other);
  };
  const select = () => {
    const words = state.words.toLowerCase().split(/\s+/).filter(Boolean);
    const wanted = Object.entries(state.menus)
      .map(([name, value]) => [data.columns.findIndex((c) => c.name === name), value])
      .filter(([at]) => at >= 0);
    shown = data.rows.filter((row, at) =>
      words.every((word) => data.texts[at].includes(word)) &&
      wanted.every(([column, value]) => (asText(row[column]) || NOT_GIVEN) === value));
    const by = data.columns.findIndex((column) => column.name === state.sort);
    if (by < 0) {
      state.sort = null; // no such column
      return;
    }
    shown = shown.toSorted((one, other) => {
      const found = compare(one[by], other[by]);
      return state.down && Number.isFinite(found) ? -found : found;
    });
  };
  const address = (column, id) =>
    column.to === "cards"
      ? /^[A-Z]\d/.test(id) && cards[id[0]] ? `${cards[id[0]]}#${encodeURIComponent(id)}` : ""
      : column.to + encodeURIComponent(id);
  const cell = (column, value) => {
    const td = make("td", { role: "cell", "data-label": column.name, dir: "auto" });
    if (value === null || value === "") return td;
    if (!column.to) td.textContent = asText(value);
    else asText(value).split(";").forEach((id, at) => {
      const target = address(column, id.trim());
      if (at) td.append("; ");
      td.append(target ? make("a", { href: target }, id.trim()) : id);
    });
    if (typeof value === "number") td.classList.add("number");
    if (/^\d{4}-\d\d(-\d\d)?$/.test(value)) td.classList.add("day");
    return td;
  };
  const showRows = () => {
    select();
    state.page = Math.min(state.page, pages() - 1);
    const from = state.page * PAGE, until = Math.min(from + PAGE, shown.length);
    const columns = visible().map((column) => [column, data.columns.indexOf(column)]);
    body.replaceChildren(...shown.slice(from, until).map((row) =>
      make("tr", { role: "row" }, ...columns.map(([column, at]) => cell(column, row[at])))));
    const number = (n) => n.toLocaleString("en");
    const part = shown.length > PAGE ? `, shown: ${number(from + 1)} to ${number(until)}` : "";
    const sorted = state.sort ? `, sorted by ${state.sort}${state.down ? ", downwards" : ""}` : "";
    said.textContent =
      `${number(shown.length)} of ${number(data.rows.length)} rows${part}${sorted}`;
    before.setAttribute("aria-disabled", state.page === 0);
    after.setAttribute("aria-disabled", state.page >= pages() - 1);
    before.hidden = after.hidden = pages() === 1;
    clear.hidden = !state.words && !Object.keys(state.menus).length;
    for (const th of head.children) {
      const here = th.dataset.column === state.sort;
      th.setAttribute("aria-sort", here ? (state.down ? "descending" : "ascending") : "none");
    }
    write();
  };

  // --- header and menus -----------------------------------------------------------------------
  const showHead = () => {
    head.replaceChildren(...visible().map((column) => {
      const sort = button("", () => {
        state.down = state.sort === column.name && !state.down;
        Object.assign(state, { sort: column.name, page: 0 });
        showRows();
      });
      const parts = column.name.split("_").flatMap((part) => ["_", make("wbr"), part]).slice(2);
      sort.append(...parts, make("span", { class: "arrow", "aria-hidden": "true" }));
      return make("th", { scope: "col", role: "columnheader", "data-column": column.name,
        title: column.words }, sort);
    }));
  };
  const showMenus = () => {
    menus.replaceChildren(...visible().flatMap((column) => {
      const at = data.columns.indexOf(column), counted = new Map();
      if (column.type !== "string" && column.type !== "boolean") return [];
      for (const row of data.rows) {
        const text = asText(row[at]) || NOT_GIVEN;
        counted.set(text, (counted.get(text) || 0) + 1);
        if (counted.size > FEW || text.length > SHORT) return [];
      }
      if (counted.size < 2 || counted.size === data.rows.length) return [];
      const menu = make("select", {}, make("option", { value: "" }, "any"),
        ...[...counted.keys()].sort(order.compare).map((value) =>
          make("option", { value }, `${value} (${counted.get(value)})`)));
      menu.value = state.menus[column.name] || "";
      menu.addEventListener("change", () => {
        if (menu.value) state.menus[column.name] = menu.value;
        else delete state.menus[column.name];
        state.page = 0;
        showRows();
      });
      return [make("label", {}, `${column.name} `, menu)];
    }));
  };

  const open = async (asked) => {
    state = asked;
    choose.value = state.table;
    said.textContent = "Loading …";
    try {
      const found = await load(state.table);
      if (state !== asked) return; // another was chosen meanwhile
      data = found;
    } catch {
      said.textContent = "This table cannot be shown here: take its CSV file from the list below.";
      return;
    }
    if (!data.columns.some((column) => column.name === state.sort))
      Object.assign(state, { sort: null, down: false });
    data.texts ??= data.rows.map((row) => row.map(asText).join("\n").toLowerCase());
    search.value = state.words;
    finer.checked = state.finer;
    finer.parentElement.hidden = !data.columns.some((column) => column.finer);
    caption.textContent = choose.selectedOptions[0].textContent.replace(/ \([\d,]+\)$/, "");
    box.setAttribute("aria-label", caption.textContent);
    showHead();
    showMenus();
    showRows();
  };

  const fresh = { words: "", menus: {}, sort: null, down: false, finer: false, page: 0 };
  choose.addEventListener("change", () => open({ ...fresh, menus: {}, table: choose.value }));
  search.addEventListener("input", () => {
    Object.assign(state, { words: search.value, page: 0 });
    showRows();
  });
  finer.addEventListener("change", () => {
    state.finer = finer.checked;
    showHead();
    showMenus();
    showRows();
  });
  const asked = read();
  const known = [...choose.options].some((option) => option.value === asked.table);
  place.hidden = false;
  open(known ? asked : { ...fresh, menus: {}, table: choose.options[0].value });
})();
