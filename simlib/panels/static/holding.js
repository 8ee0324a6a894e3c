// A button pressed while Python has not heard what was written in its panel is held until it has:
// messages may overtake each other, and the button is about what was written.

export function holding(unheard, field) {
  const held = new Set();
  const hold = (event) => {
    const button = event.target.closest?.("button");
    if (!button || field.contains(button) || !unheard() || panelOf(button) !== panelOf(field)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    held.add(button);
  };
  const release = () => {
    if (unheard()) return;
    const pressed = [...held];
    held.clear();
    for (const button of pressed) button.click();
  };
  document.addEventListener("click", hold, true);
  return { release, stop: () => document.removeEventListener("click", hold, true) };
}

// The outermost widget that an element is in.
function panelOf(element) {
  const around = element.parentElement?.closest(".jupyter-widgets");
  return around ? panelOf(around) : element.closest(".jupyter-widgets");
}

