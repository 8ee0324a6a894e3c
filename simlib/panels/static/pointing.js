// HTML from Python in which things can be pointed at: whatever carries `data-point` tells Python
// its value when it is clicked, or when Enter or Space is pressed on it. Python has escaped all text.
// Folds that were opened by hand stay open when the HTML is renewed; drawings can be zoomed.
// What carries `data-in-view` is brought into view and takes the focus.

const PATIENCE = 2000; // milliseconds

function render({ model, el }) {
  const frame = document.createElement("div");
  frame.className = "simlib-view";
  frame.setAttribute("role", "region");
  el.append(frame);

  let choosing = null; // the radio button that was pressed, until Python draws it so
  let patience = null;
  const { release, stop } = holding(() => choosing !== null, frame);
  const chose = () => {
    clearTimeout(patience);
    choosing = null;
    release();
  };
  const folds = () => [...frame.querySelectorAll("details[data-fold]")];
  const show = () => {
    const opened = new Map(folds().map((each) => [each.dataset.fold, each.open]));
    const focused = frame.contains(document.activeElement) ? document.activeElement.dataset.point : null;
    const scrolled = frame.scrollTop;
    const boxes = () => [...frame.querySelectorAll("[data-scroll]")];
    const places = new Map(boxes().map((each) => [each.dataset.scroll, [each.scrollLeft, each.scrollTop]]));
    frame.innerHTML = model.get("value");
    for (const each of folds()) {
      if (opened.has(each.dataset.fold) && each.dataset.fixed === undefined) each.open = opened.get(each.dataset.fold);
    }
    for (const each of frame.querySelectorAll("[data-zoom]")) zoomable(each);
    for (const each of boxes()) each.scrollTo(...(places.get(each.dataset.scroll) ?? [0, 0]));
    if (focused) frame.querySelector(`[data-point="${CSS.escape(focused)}"]`)?.focus();
    frame.scrollTop = scrolled;
    const there = frame.querySelector("[data-in-view]");
    there?.focus({ preventScroll: true });
    there?.scrollIntoView({ block: "nearest" });
    if (frame.querySelector("[aria-checked=true]")?.dataset.point === choosing) chose();
  };
  const name = () => frame.setAttribute("aria-label", model.get("label"));

  const point = (event) => {
    const there = event.target.closest?.("[data-point]");
    if (!there || !frame.contains(there)) return false;
    if (there.getAttribute("aria-checked") === "false") {
      choosing = there.dataset.point;
      clearTimeout(patience);
      patience = setTimeout(chose, PATIENCE);
    }
    model.send({ event: "point", at: there.dataset.point });
    return true;
  };
  frame.addEventListener("click", point);
  frame.addEventListener("keydown", (event) => {
    if (walked(event) || chosen(event)) return event.preventDefault();
    if (event.target.matches?.("button, a, summary, input, select")) return;
    if ((event.key === "Enter" || event.key === " ") && point(event)) event.preventDefault();
  });

  const heard = [["change:value", show], ["change:label", name]];
  for (const [event, take] of heard) model.on(event, take);
  name();
  show();
  return () => { stop(); heard.forEach(([event, take]) => model.off(event, take)); };
}

// In a `<table data-grid>` the arrow keys lead from cell to cell; Tab leads in and out.
const plain = (event) => !(event.altKey || event.ctrlKey || event.metaKey || event.shiftKey);
const STEPS = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };

function walked(event) {
  const cell = event.target.closest?.("[data-grid] td"), step = plain(event) && STEPS[event.key];
  if (!cell || !step) return false;
  const row = cell.closest("table").rows[cell.parentElement.rowIndex + step[0]];
  const there = row?.cells[cell.cellIndex + step[1]]?.querySelector("button");
  if (!there) return false;
  event.target.tabIndex = -1;
  there.tabIndex = 0;
  there.focus();
  return true;
}

// Of radio buttons an arrow key chooses the next or the one before, in a circle; Tab leads past them.
function chosen(event) {
  const step = plain(event) && STEPS[event.key], group = event.target.closest?.("[role=radiogroup]");
  if (!step || !group) return false;
  const all = [...group.querySelectorAll("[role=radio]")];
  const next = all[(all.indexOf(event.target) + step[0] + step[1] + all.length) % all.length];
  next.focus();
  next.click();
  return true;
}

const LEGIBLE = 0.75; // of a drawing's own size: what is first seen of it can be read

// Buttons and Ctrl+wheel change the scale, dragging moves; the wheel alone scrolls the page.
function zoomable(box) {
  const drawing = box.querySelector("svg");
  if (!drawing) return;
  let scale = 1;
  const natural = drawing.viewBox.baseVal?.width || drawing.getBoundingClientRect().width || 1;
  const apply = () => {
    drawing.style.width = `${Math.round(natural * scale)}px`;
    drawing.style.height = "auto";
    drawing.style.maxWidth = "none";
  };
  const times = (factor) => {
    scale = Math.min(Math.max(scale * factor, 0.1), 8);
    apply();
  };
  const fit = (least = 0) => {
    scale = Math.max(least, Math.min(1, box.clientWidth / natural));
    apply();
  };
  for (const button of box.parentElement.querySelectorAll("[data-scale]")) {
    button.addEventListener("click", () => (button.dataset.scale === "fit" ? fit() : times(Number(button.dataset.scale))));
  }
  box.addEventListener("wheel", (event) => {
    if (!event.ctrlKey) return;
    event.preventDefault();
    times(event.deltaY < 0 ? 1.15 : 1 / 1.15);
  }, { passive: false });
  let held = null;
  box.addEventListener("pointerdown", (event) => {
    if (event.target.closest("[data-point]")) return;
    held = { x: event.clientX + box.scrollLeft, y: event.clientY + box.scrollTop };
  });
  box.addEventListener("pointermove", (event) => {
    if (held) box.scrollTo(held.x - event.clientX, held.y - event.clientY);
  });
  for (const over of ["pointerup", "pointerleave"]) box.addEventListener(over, () => (held = null));
  // On a tab that is not shown a box has no width yet.
  new ResizeObserver((_, seen) => {
    if (!box.clientWidth) return;
    seen.disconnect();
    fit(LEGIBLE);
  }).observe(box);
}

export default { render };
