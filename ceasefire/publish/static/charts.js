/* Live charts. Each .chart shows a picture; when it comes near the screen, Vega (one local file,
   fetched once a page) draws the chart in its place, as wide as the page allows. Where anything
   fails, the picture stays. */
(() => {
  "use strict";
  const root = document.documentElement.dataset.content_root || "./";
  const PHONE = 480; // px, as in charts/theme.py
  let bundle;

  const fetchBundle = (file) =>
    (bundle ??= new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = root + "_static/" + file;
      script.onload = () => resolve(window.ceasefireEmbed);
      script.onerror = () => reject(new Error(file + " cannot be loaded"));
      document.head.append(script);
    }));

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
  const wrapTitles = (spec, width) => {
    if (spec.title) {
      const title = typeof spec.title === "object" && !Array.isArray(spec.title);
      const { text, subtitle, ...rest } = title ? spec.title : { text: spec.title };
      spec.title = { ...rest, text: lines(text, Math.floor(width / 7.5)) };
      if (subtitle) spec.title.subtitle = lines(subtitle, Math.floor(width / 6.2));
    }
    childrenOf(spec).forEach((child) => wrapTitles(child, width));
  };

  const prepared = (source, width) => {
    const spec = structuredClone(source);
    const config = (spec.config ||= {});
    wrapTitles(spec, width);
    if (width < PHONE) config.legend = { columns: 2, ...config.legend };
    return spec;
  };

  const standardOptions = {
    mode: "vega-lite",
    renderer: "svg",
    actions: false,
    logLevel: 1, // errors: a choice that leaves a layer empty is none
    defaultStyle: false,
    tooltip: { theme: "custom", disableDefaultStyle: true },
  };

  // Set on the compiled chart: Vega-Lite warns of it wherever the height is given in steps.
  const fitWidth = (vega) => ({ ...vega, autosize: { type: "fit-x", contains: "padding" } });
  // A map keeps its shape: its height follows its width, wherever that ends up.
  const fitMap = (shape) => (vega) => {
    const { height, ...rest } = fitWidth(vega);
    const follows = { name: "height", update: `width * ${shape}` };
    return { ...rest, signals: [...(vega.signals || []), follows] };
  };

  async function draw(embed, source, box, width) {
    const spec = prepared(source, width);
    const standard = spec.config.view?.continuousWidth || 300;
    const single = !childrenOf(spec).length;
    const fits = single && unitWidth(spec, standard);
    const isMap = (spec.layer || [spec]).some((layer) => layer.projection);
    const patch = isMap ? fitMap(source.height / source.width) : fitWidth;
    if (fits) spec.width = width;
    const options = fits ? { ...standardOptions, patch } : standardOptions;
    const show = async () => {
      const shown = await embed(box, spec, options);
      // Once more: the first time, slanted labels are measured where they stand before the fit.
      return fits ? (await shown.view.resize().runAsync(), shown) : shown;
    };
    let result = await show();
    for (let turn = 0; turn < 5; turn++) {
      const svg = box.querySelector("svg");
      const plots = single ? 0 : plotWidth(spec, standard);
      const missing = plots ? width - svg.width.baseVal.value : 0;
      const close = crowded(svg);
      if (!close && (Math.abs(missing) < 4 || turn > 2)) break;
      if (close) tallerRows(spec);
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

  // One label for the chart; of its marks only those that link to evidence are read out, and they
  // can be reached and followed from the keyboard.
  function label(svg, words) {
    let links = 0;
    for (const mark of svg.querySelectorAll("[role]:not([role=link])")) {
      mark.removeAttribute("aria-roledescription");
      if (mark.__data__?.href) {
        links += 1;
        mark.setAttribute("role", "link");
        mark.setAttribute("tabindex", "0");
      } else {
        mark.removeAttribute("role");
        mark.removeAttribute("aria-label");
      }
    }
    links ||= svg.querySelectorAll("[role=link]").length;
    svg.setAttribute("role", links ? "group" : "img");
    svg.setAttribute("aria-label", words);
  }

  function follow(event) {
    if (event.key === "Enter" && event.target.getAttribute("role") === "link")
      event.target.dispatchEvent(new MouseEvent("click", { bubbles: true }));
  }

  async function enliven(chart) {
    const picture = chart.querySelector(".chart-picture");
    const source = JSON.parse(chart.querySelector(".chart-spec").textContent);
    const words = picture.querySelector("svg").getAttribute("aria-label");
    const box = document.createElement("div");
    box.className = "chart-live";
    box.addEventListener("keydown", follow);
    picture.after(box);
    let live, width, timer;
    const relabel = new MutationObserver(() => label(box.querySelector("svg"), words));

    const redraw = async () => {
      const embed = await fetchBundle(chart.dataset.bundle);
      width = chart.clientWidth;
      if (live) {
        // What the reader has chosen stays chosen.
        for (const param of source.params || [])
          if (param.bind && !param.select) param.value = live.view.signal(param.name);
        live.finalize();
      }
      live = await draw(embed, source, box, width);
      followHeight(live.view, source);
      const svg = box.querySelector("svg");
      label(svg, words);
      relabel.disconnect();
      relabel.observe(svg, { childList: true, subtree: true });
      picture.hidden = true;
      chart.dataset.live = "yes";
    };
    await redraw();
    new ResizeObserver(() => {
      if (Math.abs(chart.clientWidth - width) < 8) return;
      clearTimeout(timer);
      timer = setTimeout(redraw, 150);
    }).observe(chart);
  }

  const failed = (error) => console.error("A chart stays a picture: " + error.message);
  const near = new IntersectionObserver(
    (entries) => {
      for (const entry of entries) {
        if (!entry.isIntersecting) continue;
        near.unobserve(entry.target);
        enliven(entry.target).catch(failed);
      }
    },
    { rootMargin: "200px" },
  );
  document.querySelectorAll(".chart").forEach((chart) => near.observe(chart));
})();
