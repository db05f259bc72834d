/* Live charts. Each .chart shows a picture; when it comes near the screen, Vega (local scripts,
   fetched once a page, when the page is at rest or a chart is near) draws the chart in its place,
   as wide as the page allows. Where anything fails, the picture stays. */
(() => {
  "use strict";
  const PHONE = 480; // px, as in charts/theme.py
  const NEAR = "600px"; // how far below or above the screen a chart is drawn
  const LONG = 300; // characters: what a tooltip shows of one value

  /* Scripts. A page in a folder may load scripts, but fetch nothing: each script hands over what it
     holds to a function. */
  const fetched = new Map();
  const fetchScript = (address) => {
    if (!fetched.has(address))
      fetched.set(
        address,
        new Promise((resolve, reject) => {
          const script = document.createElement("script");
          script.src = address;
          script.onload = resolve;
          script.onerror = () => reject(new Error(address + " cannot be loaded"));
          document.head.append(script);
        }),
      );
    return fetched.get(address);
  };
  const specs = new Map();
  let theme;
  window.ceasefireChart = (name, spec) => specs.set(name, spec);
  window.ceasefireTheme = (config) => (theme = config);
  const fetchBundle = ({ dataset }) =>
    Promise.all([fetchScript(dataset.bundle), fetchScript(dataset.theme)]);
  const fetchChart = async (chart) => {
    await Promise.all([fetchBundle(chart), fetchScript(chart.dataset.spec)]);
    const spec = specs.get(chart.dataset.name);
    return { ...spec, config: { ...theme, ...spec.config } };
  };

  /* How wide and how tall. */
  const composed = ["hconcat", "vconcat", "concat"];
  const childrenOf = (spec) =>
    spec.spec ? [spec.spec] : composed.flatMap((key) => spec[key] || []);
  const unitWidth = (spec, standard) =>
    typeof spec.width === "object" || spec.width === "container" ? 0 : spec.width || standard;

  // The width of a composed chart's plots side by side, without axes and gaps.
  const plotWidth = (spec, standard) => {
    const widths = childrenOf(spec).map((child) => plotWidth(child, standard));
    if (!widths.length) return unitWidth(spec, standard);
    if (spec.hconcat) return widths.reduce((sum, width) => sum + width, 0);
    return Math.max(...widths) * (spec.spec && spec.columns || 1);
  };

  const scale = (spec, factor, standard) => {
    const children = childrenOf(spec);
    if (children.length) children.forEach((child) => scale(child, factor, standard));
    else if (unitWidth(spec, standard)) spec.width = Math.floor(unitWidth(spec, standard) * factor);
  };

  // Labels that wrap (theme.wrapped) take more lines on a phone; where two then touch, rows grow.
  const tallerRows = (spec) => {
    if (spec.height?.step) spec.height.step *= 1.3;
    childrenOf(spec).forEach(tallerRows);
  };
  const crowded = (svg) =>
    [...svg.querySelectorAll(".role-axis-label")].some((axis) => {
      // The boxes of slanted labels overlap where the labels themselves do not.
      const boxes = [...axis.querySelectorAll("text:not([opacity='0'])")]
        .filter((text) => !/rotate\((?!0\))/.test(text.getAttribute("transform")))
        .map((text) => text.getBoundingClientRect())
        .sort((one, other) => one.top - other.top);
      return boxes.some((box, i) => {
        const next = boxes[i + 1];
        return next && next.left < box.right && box.left < next.right && next.top < box.bottom - 2;
      });
    });

  // Titles break between words where the page is too narrow for them.
  const lines = (text, characters) =>
    [text].flat().flatMap((line) => {
      const words = line.replaceAll(new RegExp(`(.{1,${characters}})(\\s+|$)`, "g"), "$1\n");
      return words.trim().split("\n");
    });
  // Where a menu changes what a chart says, its title follows (theme.titled).
  const TITLES = "titles_by_choice";
  const wrapped = (texts, width) =>
    Object.fromEntries(
      Object.entries(texts).map(([value, text]) => [value, lines(text, Math.floor(width / 7.5))]),
    );
  const wrapTitles = (spec, width) => {
    if (spec.title) {
      const title = typeof spec.title === "object" && !Array.isArray(spec.title);
      const { text, subtitle, ...rest } = title ? spec.title : { text: spec.title };
      const follows = spec.usermeta?.titles;
      spec.title = { ...rest, text: follows
        ? { expr: `${TITLES}[${follows.param}]` }
        : lines(text, Math.floor(width / 7.5)) };
      if (follows)
        (spec.params ||= []).push({ name: TITLES, value: wrapped(follows.texts, width) });
      if (subtitle) spec.title.subtitle = lines(subtitle, Math.floor(width / 6.2));
    }
    childrenOf(spec).forEach((child) => wrapTitles(child, width));
  };

  // So do the headings of a chart's rows, which would else widen it; labels stand to their left.
  const wrapHeaders = (spec, width) => {
    const facet = spec.facet?.row || (spec.facet?.field && spec.facet);
    if (facet && facet.header !== null && !facet.header?.labelExpr) {
      const pattern = `regexp('(.{1,${Math.floor((width - 100) / 6.8)}})(\\\\s+|$)', 'g')`;
      const labelExpr = `split(trim(replace(datum.label, ${pattern}, '$1\\n')), '\\n')`;
      facet.header = { labelBaseline: "bottom", ...facet.header, labelExpr };
    }
    childrenOf(spec).forEach((child) => wrapHeaders(child, width));
  };

  const prepared = (source, width) => {
    const spec = structuredClone(source);
    const config = (spec.config ||= {});
    wrapTitles(spec, width);
    wrapHeaders(spec, width);
    if (width < PHONE) {
      config.legend = { ...config.legend, columns: 2, labelLimit: width - 40 };
      config.axis = { ...config.axis, labelLimit: width * 0.45 };
    }
    return spec;
  };

  const standardOptions = {
    mode: "vega-lite",
    renderer: "svg",
    actions: false,
    logLevel: 1, // errors: a choice that leaves a layer empty is none
    defaultStyle: false,
  };
  // Vega-Lite's remarks on what it draws all the same are none of a reader's.
  const quietly = async (act) => {
    const { warn } = console;
    console.warn = (...said) => said[0] === "WARN" || warn.apply(console, said);
    try {
      return await act();
    } finally {
      console.warn = warn;
    }
  };
  // Legends stand one below the other where the page is narrow.
  const stacked = ({ config, ...vega }) => {
    const layout = { ...config?.legend?.layout, top: { direction: "vertical", anchor: "start" } };
    return { ...vega, config: { ...config, legend: { ...config?.legend, layout } } };
  };
  // Set on the compiled chart: Vega-Lite warns of it wherever the height is given in steps.
  const fitWidth = (vega) => ({ ...vega, autosize: { type: "fit-x", contains: "padding" } });
  // A map keeps its shape: its height follows its width, wherever that ends up.
  const fitMap = (shape) => (vega) => {
    const { height, ...rest } = fitWidth(vega);
    const follows = { name: "height", update: `width * ${shape}` };
    return { ...rest, signals: [...(vega.signals || []), follows] };
  };

  // Legends that are wider than the page get fewer columns, down to one.
  const COLUMNS = [undefined, 4, 3, 2, 1];
  const narrowLegends = (spec, columns) => {
    spec.config.legend = { ...spec.config.legend, columns };
    const visit = (part) => {
      for (const channel of Object.values(part.encoding || {}))
        if (channel.legend?.columns > columns) channel.legend.columns = columns;
      [...childrenOf(part), ...(part.layer || [])].forEach(visit);
    };
    visit(spec);
  };
  const cutLegend = (svg, width) => {
    const right = svg.getBoundingClientRect().left + width;
    return [...svg.querySelectorAll(".role-legend")].some(
      (legend) => legend.getBoundingClientRect().right > right + 1,
    );
  };

  async function draw(embed, source, box, controls, wide, pictured) {
    const width = wide - 1; // a chart that is a hair too wide would be shrunk, or scroll
    const spec = prepared(source, width);
    const standard = spec.config.view?.continuousWidth || 300;
    const single = !childrenOf(spec).length;
    const fits = single && unitWidth(spec, standard);
    const isMap = (spec.layer || [spec]).some((layer) => layer.projection);
    const fit = !fits ? (vega) => vega : isMap ? fitMap(source.height / source.width) : fitWidth;
    if (fits) spec.width = width;
    // What stands beside the plots in the picture stands beside them here: a first guess.
    const planned = single ? 0 : plotWidth(spec, standard);
    if (planned) scale(spec, Math.max(80, width - (pictured - planned)) / planned, standard);
    const begun = performance.now();
    let columns = 0;
    let before;
    const show = async () => {
      controls.replaceChildren();
      const patch = columns || width < PHONE ? (vega) => stacked(fit(vega)) : fit;
      const options = { ...standardOptions, tooltip, bind: controls, patch };
      const shown = await quietly(() => embed(box, spec, options));
      // Once more: the first time, slanted labels are measured where they stand before the fit.
      return fits ? (await shown.view.resize().runAsync(), shown) : shown;
    };
    let result = await show();
    for (let turn = 0; turn < 7; turn++) {
      const svg = box.querySelector("svg");
      const plots = single ? 0 : plotWidth(spec, standard);
      const missing = plots ? width - svg.width.baseVal.value : 0;
      const close = crowded(svg);
      const wrap = columns < COLUMNS.length - 1 && cutLegend(svg, width);
      // What is not the plots' doing, narrower plots do not mend: it scrolls.
      if (!close && !wrap && missing < -4 && before === svg.width.baseVal.value) break;
      before = svg.width.baseVal.value;
      if (!close && !wrap && ((missing >= 0 && missing < 5) || turn > 3)) break;
      if (missing > -4 && performance.now() - begun > 800) break; // fits, if not neatly
      if (close) tallerRows(spec);
      if (wrap) narrowLegends(spec, COLUMNS[++columns]);
      if (missing) scale(spec, Math.max(80, plots + missing) / plots, standard);
      result.finalize();
      result = await show();
    }
    return result;
  }

  // Where a choice leaves other rows, the chart takes its new height at the second pass.
  function followHeight(view, source) {
    if (!source.autosize?.resize) return;
    let timer;
    const again = () => {
      clearTimeout(timer);
      timer = setTimeout(() => view.resize().run());
    };
    for (const { name } of source.params || []) view.addSignalListener(name, again);
  }

  /* Words of a mark: a tooltip, the same by mouse, touch and keyboard. Text is put in as text. */
  const tip = document.createElement("div");
  tip.className = "chart-tip";
  tip.setAttribute("role", "tooltip");
  tip.hidden = true;
  let tipped; // the mark that a finger chose last
  const cut = (value) => (value.length > LONG ? value.slice(0, LONG).trimEnd() + "…" : value);
  const hideTip = () => {
    tip.hidden = true;
    tipped = undefined;
  };
  const element = (tag, words) => {
    const made = document.createElement(tag);
    made.dir = "auto";
    made.textContent = cut(words);
    return made;
  };

  function showTip(value, { left, right, top, bottom }, host, href) {
    const rows = typeof value === "object" ? Object.entries(value) : [["", String(value)]];
    const shown = rows
      .map(([name, held]) => [name, held == null ? "" : String(held)])
      .filter(([, held]) => held && held !== "null");
    if (!shown.length && !href) return hideTip();
    const list = document.createElement("dl");
    for (const [name, held] of shown)
      list.append(...(name ? [element("dt", name)] : []), element("dd", held));
    tip.replaceChildren(list);
    if (href) {
      const link = element("a", "Open evidence");
      link.href = href;
      tip.append(link);
    }
    tip.classList.toggle("has-link", Boolean(href));
    host.append(tip); // within the page's landmarks
    tip.hidden = false;
    const { width, height } = tip.getBoundingClientRect();
    const below = bottom + 10 + height < innerHeight || top < height + 10;
    const x = Math.max(4, Math.min((left + right) / 2 + 10, innerWidth - width - 4));
    const y = below ? bottom + 10 : top - height - 10;
    tip.style.left = x + "px";
    tip.style.top = Math.max(4, Math.min(y, innerHeight - height - 4)) + "px";
  }

  const itemOf = (mark) => {
    const item = mark?.__data__;
    return Array.isArray(item) ? item[0] : item;
  };
  // A mark's own address, if it is one of the book or of the web.
  const addressOf = (mark) => {
    const href = itemOf(mark)?.href || mark.getAttribute?.("href");
    if (!href) return "";
    const url = new URL(href, location.href);
    return /^(https?|file):$/.test(url.protocol) ? href : "";
  };
  const markAt = (target) => {
    while (target && !(itemOf(target)?.tooltip || itemOf(target)?.href) && target.tagName !== "svg")
      target = target.parentNode;
    return target && target.tagName !== "svg" ? target : null;
  };

  // Vega calls this as the pointer moves over marks.
  function tooltip(_handler, event, _item, value) {
    if (tipped) return;
    const host = event?.target.closest?.(".chart"); // no event: the chart was drawn anew
    if (value == null || value === "" || !host) return hideTip();
    const { clientX: x, clientY: y } = event;
    showTip(value, { left: x, right: x, top: y, bottom: y }, host);
  }

  // A finger is broader than a small mark: the nearest within its breadth is meant.
  const BREADTH = 14; // px
  const nearest = (marks, { clientX: x, clientY: y }) => {
    const away = marks.map((mark) => {
      const { left, right, top, bottom } = mark.getBoundingClientRect();
      return Math.hypot(Math.max(left - x, 0, x - right), Math.max(top - y, 0, y - bottom));
    });
    const least = Math.min(...away);
    return least <= BREADTH ? marks[away.indexOf(least)] : null;
  };

  // The first tap on a mark tells of it and offers its evidence; the second on the same follows.
  function touch(box, marksOf) {
    let finger = false;
    box.addEventListener("pointerdown", (event) => (finger = event.pointerType === "touch"), true);
    box.addEventListener(
      "click",
      (event) => {
        if (!finger || tip.contains(event.target)) return;
        const mark = markAt(event.target) || (tipped ? null : nearest(marksOf(), event));
        const again = mark && mark === tipped;
        if (again || !mark) return hideTip();
        event.stopPropagation();
        event.preventDefault();
        const { tooltip: value, description } = itemOf(mark);
        const host = box.closest(".chart");
        showTip(value || description || "", mark.getBoundingClientRect(), host, addressOf(mark));
        tipped = mark;
      },
      true,
    );
  }
  document.addEventListener("pointerdown", ({ target }) => {
    if (tipped && !tip.contains(target) && !target.closest?.(".chart-live")) hideTip();
  });
  document.addEventListener("keydown", ({ key }) => key === "Escape" && hideTip());
  // What a key chose is told again where the page comes to rest.
  let resting;
  const tell = (mark) => {
    clearTimeout(resting);
    resting = setTimeout(() => {
      const box = mark.getBoundingClientRect();
      if (document.activeElement === mark && box.bottom > 0 && box.top < innerHeight)
        showTip(itemOf(mark).tooltip, box, mark.closest(".chart"));
    }, 60);
  };
  const chosenByKey = (mark) => itemOf(mark)?.tooltip && mark.matches(":focus-visible");
  document.addEventListener("scroll", () => {
    hideTip();
    if (chosenByKey(document.activeElement)) tell(document.activeElement);
  }, { passive: true });
  tip.addEventListener("click", hideTip);

  /* Marks that tell or link, by keyboard: one stop of the Tab key for all of a chart's marks;
     arrows, Home and End move among them; Enter and Space follow. */
  function rove(box, marksOf) {
    const enter = (mark) => {
      for (const other of marksOf()) other.setAttribute("tabindex", other === mark ? "0" : "-1");
      mark.focus();
    };
    box.addEventListener("keydown", (event) => {
      const marks = marksOf();
      const here = marks.indexOf(event.target);
      if (here < 0 || event.ctrlKey || event.metaKey || event.altKey) return;
      const steps = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };
      const last = marks.length - 1;
      if (event.key in steps) enter(marks[Math.max(0, Math.min(last, here + steps[event.key]))]);
      else if (event.key === "Home") enter(marks[0]);
      else if (event.key === "End") enter(marks[last]);
      else if (event.key === "Enter" || event.key === " ") follow(event.target);
      else return;
      event.preventDefault();
    });
    box.addEventListener("focusin", ({ target }) => {
      if (chosenByKey(target)) tell(target);
    });
    // What a finger chose stays: its link takes the focus before it is followed.
    box.addEventListener("focusout", () => tipped || hideTip());
  }
  const follow = (mark) => {
    const link = document.createElement("a");
    link.href = addressOf(mark);
    if (addressOf(mark)) link.click();
  };
  const oneStop = (marks) => {
    const here = marks.find((mark) => mark === document.activeElement) || marks[0];
    for (const mark of marks) mark.setAttribute("tabindex", mark === here ? "0" : "-1");
  };

  // Of a chart's marks those that link to evidence or tell something, each once, as they stand.
  function telling(svg) {
    const said = ({ tooltip }) => (tooltip ? JSON.stringify(tooltip) : "");
    const all = [...svg.querySelectorAll(".role-mark > *")].filter(itemOf);
    const links = all.filter(addressOf);
    const told = new Set(links.map((mark) => said(itemOf(mark))));
    const others = all.filter((mark) => !addressOf(mark) && said(itemOf(mark)));
    const once = new Map();
    for (const mark of [...links, ...others.filter((mark) => !told.has(said(itemOf(mark))))]) {
      const { href, description } = itemOf(mark);
      const name = addressOf(mark) ? `${href} ${description}` : said(itemOf(mark));
      if (!once.has(name)) once.set(name, mark);
    }
    // What tells nothing, such as words that lie on a mark, lets pointer and finger through to it.
    const open = new Set([...links, ...others]);
    for (const mark of all) mark.style.pointerEvents = open.has(mark) ? "" : "none";
    const named = new Set(once.values());
    return all.filter((mark) => named.has(mark));
  }

  // One label for the chart, and one for each mark that tells something.
  // ``title``: what the chart says by the reader's choice; "" as long as it says what it did.
  function label(svg, chart, title) {
    const marks = telling(svg);
    const named = new Set(marks);
    for (const other of svg.querySelectorAll("[role], [aria-label], [tabindex]")) {
      other.removeAttribute("aria-roledescription");
      if (named.has(other)) continue;
      for (const said of ["role", "aria-label", "tabindex"]) other.removeAttribute(said);
    }
    for (const mark of marks) {
      mark.setAttribute("role", addressOf(mark) ? "link" : "img");
      const { description, tooltip } = itemOf(mark);
      const words = description || (typeof tooltip === "string" ? tooltip : "Evidence");
      if (mark.getAttribute("aria-label") !== words) mark.setAttribute("aria-label", words);
    }
    oneStop(marks);
    svg.setAttribute("role", marks.length ? "group" : "img");
    svg.setAttribute("aria-label", title || pictureOf(chart).getAttribute("aria-label"));
    return marks;
  }
  const pictureOf = (chart) => chart.querySelector(".chart-picture svg");

  // A slider says its value in the words that stand beside it.
  function nameControls(controls) {
    for (const range of controls.querySelectorAll("input[type=range]")) {
      const words = range.parentElement.querySelector("input ~ span, input ~ label");
      const say = () => words && range.setAttribute("aria-valuetext", words.textContent);
      range.addEventListener("input", () => setTimeout(say));
      say();
    }
  }

  async function enliven(chart) {
    const source = await fetchChart(chart);
    const picture = chart.querySelector(".chart-picture");
    const controls = document.createElement("div");
    controls.className = "chart-controls";
    const box = document.createElement("div");
    box.className = "chart-live";
    const status = document.createElement("p");
    status.className = "visually-hidden"; // read aloud; the title shows it
    status.setAttribute("role", "status");
    picture.after(controls, status, box);
    const follows = source.usermeta?.titles;
    const titled = () => {
      const now = follows && live ? follows.texts[live.view.signal(follows.param)] : "";
      return now === source.title?.text ? "" : now;
    };
    let live, width, timer;
    let marks = [];
    touch(box, () => marks);
    rove(box, () => marks);
    const changes = { childList: true, subtree: true, attributeFilter: ["aria-label"] };
    const relabel = new MutationObserver(() => mend());
    const mend = () => {
      const svg = box.querySelector("svg");
      relabel.disconnect();
      if (!svg) return;
      marks = label(svg, chart, titled());
      relabel.observe(svg, changes);
    };

    const redraw = async () => {
      if (!chart.clientWidth) return; // within something closed
      width = chart.clientWidth;
      if (live) {
        // What the reader has chosen stays chosen.
        for (const param of source.params || [])
          if (param.bind && !param.select) param.value = live.view.signal(param.name);
        live.finalize();
      }
      relabel.disconnect();
      const pictured = pictureOf(chart).width.baseVal.value;
      live = await draw(window.ceasefireEmbed, source, box, controls, width, pictured);
      followHeight(live.view, source);
      if (follows)
        live.view.addSignalListener(follows.param, (_name, value) => {
          status.textContent = follows.texts[value];
        });
      nameControls(controls);
      mend();
      // Where the reader stands in the picture, there in the drawing.
      const at = picture.contains(document.activeElement) && document.activeElement;
      picture.hidden = true;
      chart.dataset.live = "yes";
      if (at) (marks.find((m) => itemOf(m).href === at.getAttribute("href")) || marks[0])?.focus();
    };
    await redraw();
    new ResizeObserver(() => {
      if (!chart.clientWidth || Math.abs(chart.clientWidth - width) < 8) return;
      clearTimeout(timer);
      timer = setTimeout(redraw, 150);
    }).observe(chart);
  }

  /* Charts near the screen, the nearest first, one after the other. */
  const failed = (error) => console.error("A chart stays a picture: " + error.message);
  const waiting = new Set();
  let busy = false;
  const distance = (chart) => {
    const { top, bottom } = chart.getBoundingClientRect();
    return Math.max(0, top - innerHeight, -bottom);
  };
  async function work() {
    if (busy) return;
    busy = true;
    while (waiting.size) {
      const [next] = [...waiting].sort((one, other) => distance(one) - distance(other));
      waiting.delete(next);
      if (distance(next) > innerHeight * 3) near.observe(next); // scrolled past: when it is back
      else await enliven(next).catch(failed);
      await new Promise((resolve) => setTimeout(resolve));
    }
    busy = false;
  }
  const near = new IntersectionObserver(
    (entries) => {
      for (const { isIntersecting, target } of entries) {
        if (!isIntersecting) continue;
        near.unobserve(target);
        waiting.add(target);
      }
      work();
    },
    { rootMargin: NEAR },
  );
  const charts = [...document.querySelectorAll(".chart")];
  for (const chart of charts) {
    const marks = [...chart.querySelectorAll(".chart-picture a[href]:not([aria-hidden])")];
    oneStop(marks);
    rove(chart.querySelector(".chart-picture"), () => marks);
    near.observe(chart);
  }
  // When the page is at rest, what every chart needs is fetched, before a reader scrolls to one.
  const atRest = window.requestIdleCallback || ((then) => setTimeout(then, 200));
  if (charts.length)
    addEventListener("load", () => atRest(() => fetchBundle(charts[0]).catch(() => {})));
})();
