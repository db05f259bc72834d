/* A link to the glossary shows what its entry says: under the pointer and on keyboard focus. Escape
   hides it; the pointer may move onto it. A touch follows the link. */
(() => {
  "use strict";
  const told = JSON.parse(document.getElementById("meanings").textContent);
  const shown = document.createElement("div");
  shown.id = "meaning";
  shown.role = "tooltip";
  shown.dir = "auto";
  shown.hidden = true;
  document.getElementById("main-content").append(shown);
  let link = null, timer = 0;

  const named = (hash) => {
    try {
      return decodeURIComponent(hash.slice(1));
    } catch {
      return ""; // no id is written so
    }
  };

  const of = (target) => {
    const found = target.closest?.('a[href*="#"]');
    const anchor = found && named(found.hash);
    return found && Object.hasOwn(told, anchor) && found.pathname !== location.pathname
      ? [found, told[anchor]] : null;
  };

  // Whether the target has a meaning, which then is shown and stays.
  const show = (target) => {
    const found = of(target);
    if (!found) return false;
    clearTimeout(timer);
    if (found[0] === link) return true;
    hide();
    link = found[0];
    link.setAttribute("aria-describedby", shown.id);
    shown.textContent = found[1];
    shown.hidden = false;
    place();
    return true;
  };

  const place = () => {
    if (!link) return;
    const box = link.getClientRects()[0], own = shown.getBoundingClientRect();
    const room = document.documentElement.clientWidth - own.width - 8;
    shown.style.left = `${Math.max(8, Math.min(box.left, room))}px`;
    const above = box.top - own.height - 4;
    shown.style.top = `${above > 8 ? above : box.bottom + 4}px`;
  };

  const hide = () => {
    clearTimeout(timer);
    link?.removeAttribute("aria-describedby");
    link = null;
    shown.hidden = true;
  };

  const soon = () => {
    clearTimeout(timer);
    timer = setTimeout(hide, 200);
  };

  document.addEventListener("pointerover", (event) => {
    if (event.pointerType === "touch") return;
    if (event.target === shown) clearTimeout(timer);
    else if (!show(event.target) && link && document.activeElement !== link) soon();
  });
  document.addEventListener("focusin", (event) => {
    if (event.target.matches(":focus-visible")) show(event.target);
  });
  document.addEventListener("focusout", soon);
  document.addEventListener("keydown", (event) => event.key === "Escape" && hide());
  document.addEventListener("scroll", place, { capture: true, passive: true });
})();
