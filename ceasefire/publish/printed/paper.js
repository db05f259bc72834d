/* Pictures taller than a sheet are cut into several, where nothing is cut through: evaluated by
   publish/paper.py once the document stands as it will be printed. */
() => {
  "use strict";
  const SHEET = 225 / 172; // height to width of the place that a picture has on a sheet
  const SHRUNK = 1.25; // so much taller, a picture is shrunk instead

  const cuts = (svg, view, most) => {
    const frame = svg.getBoundingClientRect();
    const unit = view.height / frame.height;
    const inside = [...svg.querySelectorAll("text, path, image")]
      .map((mark) => mark.getBoundingClientRect())
      .map((box) => [(box.top - frame.top) * unit, (box.bottom - frame.top) * unit])
      .filter(([top, bottom]) => bottom - top < most / 3);
    const found = [0];
    while (view.height - found.at(-1) > most) {
      const last = found.at(-1);
      let at = last + most;
      while (at > last + most / 2 && inside.some(([top, end]) => top < at && at < end)) at -= 1;
      found.push(at > last + most / 2 ? at : last + most);
    }
    return [...found, view.height];
  };

  for (const svg of document.querySelectorAll(".chart-picture svg")) {
    const view = svg.viewBox.baseVal;
    const most = view.width * SHEET;
    if (!view.height || view.height <= most * SHRUNK) continue;
    const edges = cuts(svg, view, most);
    const parts = edges.slice(1).map((edge, i) => {
      const part = svg.cloneNode(true);
      part.setAttribute("viewBox", `${view.x} ${view.y + edges[i]} ${view.width} ${edge - edges[i]}`);
      part.setAttribute("height", edge - edges[i]);
      part.style.marginBottom = "4mm";
      if (i) part.setAttribute("aria-label", "continued");
      return part;
    });
    svg.closest("figure").style.breakInside = "auto";
    svg.replaceWith(...parts);
  }
}
