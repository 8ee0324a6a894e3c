// One of many, from a list that Python searches: a combobox as WAI-ARIA describes it. What is typed
// goes to Python, which answers with what fits, in groups whose headings cannot be chosen.

// Control and direction marks are shown as what they are, as everywhere in simlib.
const MARKS = /[\u0000-\u001f\u007f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;
const visible = (text) => text.replace(MARKS, (mark) => `\\u${mark.charCodeAt(0).toString(16).padStart(4, "0")}`);
// Text with its backticked values as code.
const prose = (text) => visible(text).split("`").map((part, place) => (place % 2 ? made("code", {}, part) : part));
const made = (tag, attributes, ...children) => {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
};

function render({ model, el }) {
  const id = `simlib-choice-${Math.random().toString(36).slice(2)}`;
  const label = made("label", { for: id });
  const input = made("input", {
    id, type: "text", role: "combobox", autocomplete: "off", spellcheck: "false",
    "aria-expanded": "false", "aria-autocomplete": "list", "aria-controls": `${id}-list`,
    "aria-describedby": `${id}-told ${id}-problem`,
  });
  const opener = made("button", { type: "button", tabindex: "-1", "aria-hidden": "true" }, "▾");
  const list = made("div", { id: `${id}-list`, role: "listbox", popover: "manual", class: "simlib-choice-list" });
  const told = made("div", { id: `${id}-told`, class: "simlib-choice-told" });
  const problem = made("div", { id: `${id}-problem`, class: "simlib-choice-problem", role: "alert" });
  const count = made("div", { class: "simlib-unseen", role: "status" });
  const box = made("div", { class: "simlib-choice-box" }, input, opener);
  // JupyterLab's own shortcuts would take Enter and letters away.
  el.append(made("div", { class: "simlib-choice", "data-lm-suppress-shortcuts": "true" }, label, box, list, told, problem, count));

  let asked = 0;
  let waiting = false; // for an answer
  let accept = false; // the first that fits, as soon as the answer is there
  let telling = 0; // how much of what was chosen Python has not taken
  let leaving = false; // the field has been left, and what was typed is still to be told
  let active = -1;
  const options = () => [...list.querySelectorAll("[role=option]")];
  const isOpen = () => input.getAttribute("aria-expanded") === "true";

  const search = (text) => {
    asked += 1;
    waiting = true;
    model.send({ event: "search", text, number: asked });
  };
  const activate = (place) => {
    const all = options();
    active = all.length ? (place + all.length) % all.length : -1;
    all.forEach((each, number) => each.classList.toggle("active", number === active));
    if (active < 0) input.removeAttribute("aria-activedescendant");
    else input.setAttribute("aria-activedescendant", all[active].id);
    all[active]?.scrollIntoView({ block: "nearest" });
  };
  const place = () => {
    const at = input.getBoundingClientRect();
    const below = window.innerHeight - at.bottom - 8;
    const above = at.top - 8;
    const up = below < 220 && above > below;
    list.style.left = `${at.left}px`;
    list.style.width = `${box.getBoundingClientRect().width}px`;
    list.style.maxHeight = `${Math.min(360, up ? above : below)}px`;
    list.style.top = up ? "auto" : `${at.bottom + 2}px`;
    list.style.bottom = up ? `${window.innerHeight - at.top + 2}px` : "auto";
  };
  const follow = (event) => { if (!list.contains(event.target)) place(); };
  const open = () => {
    if (isOpen()) return;
    input.setAttribute("aria-expanded", "true");
    list.showPopover?.();
    place();
    window.addEventListener("scroll", follow, true);
    window.addEventListener("resize", follow);
  };
  const close = () => {
    window.removeEventListener("scroll", follow, true);
    window.removeEventListener("resize", follow);
    if (isOpen()) list.hidePopover?.();
    input.setAttribute("aria-expanded", "false");
    activate(-1);
    active = -1;
    input.removeAttribute("aria-activedescendant");
    waiting = accept = false;
    asked += 1; // answers under way come too late
  };
  const said = () => visible(model.get("shown"));
  const show = () => { input.value = said(); };
  const { release, stop } = holding(() => telling || leaving, box);
  const tell = (message) => {
    telling += 1;
    model.send(message);
  };
  // `fire`: when it has been taken, the question is asked.
  const pick = (option, fire = false) => {
    close();
    input.value = visible(option.dataset.text);
    tell({ event: "pick", value: option.dataset.value, fire });
  };
  const take = (fire = false) => {
    const typed = input.value;
    close();
    if (typed !== said()) tell({ event: "take", text: typed, fire });
    else if (fire) model.send({ event: "fire" });
  };

  const option = (each, number) => made(
    "div",
    { role: "option", id: `${id}-${number}`, "data-value": each.value, "data-text": each.text,
      "aria-selected": String(each.value === model.get("value")) },
    made("span", {}, visible(each.text)),
    ...(each.detail ? [made("small", {}, visible(each.detail))] : []),
  );
  const found = (groups, more) => {
    let number = 0;
    list.replaceChildren(...groups.map(([heading, offered]) => made(
      "div",
      heading ? { role: "group", "aria-label": heading } : { role: "presentation" },
      ...(heading ? [made("div", { class: "heading", "aria-hidden": "true" }, visible(heading))] : []),
      ...offered.map((each) => option(each, number++)),
    )));
    if (more) list.append(made("div", { class: "more" }, more));
    count.textContent = more || (number === 1 ? "one choice" : `${number} choices`);
    open();
    const chosen = options().findIndex((each) => each.getAttribute("aria-selected") === "true");
    activate(input.value === said() && chosen >= 0 ? chosen : number ? 0 : -1);
  };

  input.addEventListener("input", () => search(input.value));
  input.addEventListener("focus", () => input.select());
  input.addEventListener("blur", () => {
    leaving = true;
    setTimeout(() => {
      if (document.activeElement !== input) take();
      leaving = false;
      release();
    }, 0);
  });
  input.addEventListener("click", () => { if (!isOpen()) search(""); });
  opener.addEventListener("mousedown", (event) => {
    event.preventDefault();
    input.focus();
    if (isOpen()) close(); else search("");
  });
  list.addEventListener("mousedown", (event) => {
    event.preventDefault(); // the field keeps the focus
    const there = event.target.closest("[role=option]");
    if (there) pick(there);
  });
  const enter = (event) => {
    const fire = Boolean(event.ctrlKey || event.metaKey);
    if (waiting && !fire) accept = true;
    else if (isOpen() && active >= 0) pick(options()[active], fire);
    else take(fire);
  };
  const keys = {
    ArrowDown: () => (isOpen() ? activate(active + 1) : search("")),
    ArrowUp: () => (isOpen() ? activate(active - 1) : search("")),
    PageDown: () => isOpen() && activate(Math.min(active + 8, options().length - 1)),
    PageUp: () => isOpen() && activate(Math.max(active - 8, 0)),
    Enter: enter,
    Escape: () => { close(); show(); },
  };
  input.addEventListener("keydown", (event) => {
    event.stopPropagation();
    if (event.isComposing || !keys[event.key]) return;
    event.preventDefault();
    keys[event.key](event);
  });

  const heard = (message) => {
    if (message.event === "focus") input.focus();
    if (message.event === "taken") {
      show();
      telling = Math.max(0, telling - 1); // other views of the field hear it too
      release();
    }
    if (message.event !== "found" || message.number !== asked) return;
    waiting = false;
    found(message.groups, message.more);
    if (accept) enter({});
    accept = false;
  };
  const told_ = () => { told.replaceChildren(...prose(model.get("told"))); };
  const problem_ = () => {
    problem.replaceChildren(...prose(model.get("problem")));
    input.setAttribute("aria-invalid", String(Boolean(model.get("problem"))));
  };
  const name = () => { label.textContent = visible(model.get("label")); list.setAttribute("aria-label", visible(model.get("label"))); };
  const taken = [["change:shown", show], ["change:told", told_], ["change:problem", problem_], ["change:label", name], ["msg:custom", heard]];
  for (const [event, take_] of taken) model.on(event, take_);
  [show, told_, problem_, name].forEach((each) => each());
  return () => { close(); stop(); taken.forEach(([event, take_]) => model.off(event, take_)); };
}

export default { render };
