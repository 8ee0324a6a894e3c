// Questions to Python: each has a number, and its answer comes back with it.

const PATIENCE = 2000; // milliseconds; a busy kernel must not hold up typing

export function asking(model) {
  const waiting = new Map();
  let number = 0;
  model.on("msg:custom", (message) => {
    const take = waiting.get(message.number);
    if (message.event !== "answer" || !take) return;
    waiting.delete(message.number);
    take(message.answer);
  });
  return (question) =>
    new Promise((take) => {
      number += 1;
      const mine = number;
      waiting.set(mine, take);
      setTimeout(() => waiting.delete(mine) && take(null), PATIENCE);
      model.send({ ...question, number: mine });
    });
}
