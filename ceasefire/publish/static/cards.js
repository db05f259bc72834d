/* Cards that open when they are meant: when a link leads to them, when the page is printed, and all
   at once. Without this script each opens by hand, and by its address through the style sheet. */
(() => {
  "use strict";
  document.documentElement.classList.add("opens-cards"); // what the style sheet did before
  const cards = [...document.querySelectorAll(".evidence-card")];

  // What an address names is opened, and all that it lies in.
  const reveal = (id) => {
    const target = id && document.getElementById(id);
    if (!target) return;
    const closed = [];
    const own = target.matches("details") ? target : target.querySelector(":scope > details");
    let around = own || target.closest("details");
    for (; around; around = around.parentElement.closest("details"))
      if (!around.open) closed.push(around);
    for (const details of closed) details.open = true;
    if (closed.length) target.scrollIntoView();
  };
  const named = (address) => {
    try {
      return decodeURIComponent(address.slice(1));
    } catch {
      return ""; // no id is written so
    }
  };
  const follow = () => reveal(named(location.hash));
  addEventListener("hashchange", follow);
  // Once more for the address that the page has already.
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a");
    if (link && link.hash === location.hash && link.pathname === location.pathname) follow();
  });
  follow();

  // Paper shows everything but the code.
  let shut = [];
  addEventListener("beforeprint", () => {
    shut = [...document.querySelectorAll(".evidence-card details:not([open])")];
    for (const details of shut) details.open = true;
  });
  addEventListener("afterprint", () => {
    for (const details of shut) details.open = false;
  });

  // Above each list of cards, the way to open or close them all.
  const lists = Map.groupBy
    ? Map.groupBy(cards, (card) => card.parentElement)
    : cards.reduce(
        (all, card) =>
          all.set(card.parentElement, [...(all.get(card.parentElement) || []), card]),
        new Map(),
      );
  for (const list of lists.values()) {
    if (list.length < 2) continue;
    const line = document.createElement("p");
    line.className = "all-cards";
    for (const [words, open] of [
      [`Open all ${list.length}`, true],
      ["Close all", false],
    ]) {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = words;
      button.addEventListener("click", () => {
        for (const card of list) card.querySelector(":scope > details").open = open;
      });
      line.append(button);
    }
    list[0].before(line);
  }
})();
