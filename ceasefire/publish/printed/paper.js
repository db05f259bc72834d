/* Pictures as wide as a sheet, with words of 6.5 points or more. One that is taller than a sheet is
   shrunk to it where its words allow, else cut into several: before the heading of a group of rows
   where there is one, never through words, the names of its columns repeated. Evaluated by
   publish/paper.py once the document stands as it will be printed. */
() => {
  "use strict";
  const SHEET = [688, 930]; // px of a sheet for a picture: beneath it stand source and caption
  const WORDS = 8.67; // px: 6.5 points

  const boxes = (svg, unit, found) => {
    const top = svg.getBoundingClientRect().top;
    return [...svg.querySelectorAll(found)]
      .map((mark) => [mark, mark.getBoundingClientRect()])
      .map(([mark, box]) => ({ mark, top: (box.top - top) * unit, end: (box.bottom - top) * unit }));
  };

  // From where to where each part reaches.
  const cuts = (svg, view, unit, most, head) => {
    const inside = boxes(svg, unit, "text, path, image").filter(({ top, end }) => end - top < most / 3);
    const heads = inside
      .filter(({ mark }) => mark.getAttribute("font-weight") === "bold")
      .map(({ top }) => top - 3);
    const free = (at) => !inside.some(({ top, end }) => top < at && at < end);
    const found = [0];
    while (view.height - found.at(-1) > most) {
      const last = found.at(-1);
      const room = last ? most - head : most;
      const good = (at) => at > last + room / 2 && at <= last + room && free(at);
      let at = heads.filter(good).at(-1) ?? last + room;
      while (at > last + room / 2 && !free(at)) at -= 1;
      found.push(at > last + room / 2 ? at : last + room);
    }
    return [...found, view.height];
  };

  // A strip of a picture, `from` a height of it on, at a place of its own.
  const strip = (svg, view, from, height, y) => {
    const part = svg.cloneNode(true);
    for (const name of ["role", "aria-label", "style", "class"]) part.removeAttribute(name);
    part.setAttribute("viewBox", `${view.x} ${view.y + from} ${view.width} ${height}`);
    for (const [name, value] of [["y", y], ["width", view.width], ["height", height]])
      part.setAttribute(name, value);
    return part;
  };

  for (const svg of document.querySelectorAll(".chart-picture > svg")) {
    const view = svg.viewBox.baseVal;
    if (!view.height) continue;
    const sizes = [...svg.querySelectorAll("text")].map((t) => parseFloat(t.getAttribute("font-size")));
    const least = WORDS / Math.min(12, ...sizes.filter(Boolean));
    const wide = Math.min(1, SHEET[0] / view.width);
    const whole = Math.min(wide, SHEET[1] / view.height);
    svg.style.width = `${view.width * (whole < least ? wide : whole)}px`;
    if (whole >= Math.min(least, wide)) continue;

    const unit = 1 / wide;
    const names = boxes(svg, unit, "text").filter(({ mark }) =>
      (mark.getAttribute("transform") ?? "").includes("rotate(270)"));
    const from = Math.min(...names.map(({ top }) => top)) - 4;
    const head = names.length ? Math.max(...names.map(({ end }) => end)) + 4 - from : 0;
    // Parts without names of columns run on: they may be short, and fill the sheet before.
    const edges = cuts(svg, view, unit, SHEET[1] / wide / (head ? 1 : 2), head);
    const parts = edges.slice(1).map((edge, i) => {
      const repeated = i ? head : 0;
      const height = edge - edges[i];
      const part = svg.cloneNode(false);
      part.setAttribute("viewBox", `0 0 ${view.width} ${height + repeated}`);
      part.setAttribute("height", height + repeated);
      part.setAttribute(
        "aria-label",
        `Part ${i + 1} of ${edges.length - 1}. ${svg.getAttribute("aria-label")}`,
      );
      if (repeated) part.append(strip(svg, view, from, head, 0));
      part.append(strip(svg, view, edges[i], height, repeated));
      return part;
    });
    svg.closest("figure").style.breakInside = "auto";
    svg.replaceWith(...parts);
  }
}
