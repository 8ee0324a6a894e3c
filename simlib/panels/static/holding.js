// A button pressed while Python has not heard what was written in its panel is held until it has:
// messages may overtake each other, and the button is about what was written.

export function holding(unheard, field) {
  const held = new Map(); // from a button to its view, which may be drawn anew meanwhile
  const hold = (event) => {
    const button = event.target.closest?.("button");
    const panel = panelOf(field);
    if (!button || !panel || field.contains(button) || panelOf(button) !== panel) return;
    if (button.matches("[data-scale]") || !unheard()) return; // a drawing's scale is not Python's
    event.preventDefault();
    event.stopImmediatePropagation();
    held.set(button, button.closest(".simlib-view"));
  };
  const release = () => {
    if (unheard()) return;
    const pressed = [...held];
    held.clear();
    for (const [button, view] of pressed) there(button, view)?.click();
  };
  document.addEventListener("click", hold, true);
  return { release, stop: () => document.removeEventListener("click", hold, true) };
}

const there = (button, view) =>
  button.isConnected ? button : view?.querySelector(`button[data-point="${CSS.escape(button.dataset.point)}"]`);

// The outermost widget that an element is in.
function panelOf(element) {
  const around = element.parentElement?.closest(".jupyter-widgets");
  return around ? panelOf(around) : element.closest(".jupyter-widgets");
}
