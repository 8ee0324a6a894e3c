// Questions to Python: each has a number, and its answer comes back with it. Of one kind a single
// question is under way; while it is, only the latest of the others waits. So a busy kernel holds
// up no typing, and finds no heap of questions when it is free.

const PATIENCE = 2000; // milliseconds

export function asking(model) {
  const me = Math.random().toString(36).slice(2); // other views and pages hear the answers too
  const kinds = new Map();
  let count = 0;

  const put = (kind, { question, take }) => {
    count += 1;
    const number = `${me}-${count}`;
    kind.asked = { number, take, timer: setTimeout(() => end(kind, null), PATIENCE) };
    model.send({ ...question, number });
  };
  const end = (kind, answer) => {
    const { take, timer } = kind.asked;
    clearTimeout(timer);
    kind.asked = null;
    take(answer);
    const next = kind.next;
    kind.next = null;
    if (next) put(kind, next);
  };
  const answered = (message) => {
    if (message.event !== "answer") return;
    for (const kind of kinds.values()) if (kind.asked?.number === message.number) end(kind, message.answer);
  };
  const ask = (question) =>
    new Promise((take) => {
      if (!kinds.has(question.event)) kinds.set(question.event, { asked: null, next: null });
      const kind = kinds.get(question.event);
      if (!kind.asked) return put(kind, { question, take });
      kind.next?.take(null);
      kind.next = { question, take };
    });

  model.on("msg:custom", answered);
  return { ask, stop: () => model.off("msg:custom", answered) };
}
