// Fingers on a chart: two zoom, one moves what is zoomed. Up and down stays the page's own scrolling.

/**
 * Follows fingers over an element. stretch() gives what is shown now as [from, to]; show(stretch) shows another. least: the shortest that
 * may be shown; whole: [from, to] of all there is.
 */
export function follow(over, { stretch, show, least, whole }) {
  const fingers = new Map();
  let begun = null;
  over.style.touchAction = "pan-y";
  const share = x => {
    const { left, width } = over.getBoundingClientRect();
    return (x - left) / width;
  };
  const begin = () => {
    const [from, to] = stretch();
    begun = [...fingers.values()].slice(0, 2).map(x => from + share(x) * (to - from));
  };
  over.addEventListener("pointerdown", event => {
    if (event.pointerType === "touch") {
      over.setPointerCapture(event.pointerId);
      fingers.set(event.pointerId, event.clientX);
      begin();
    }
  });
  over.addEventListener("pointermove", event => {
    if (fingers.has(event.pointerId)) {
      fingers.set(event.pointerId, event.clientX);
      show(held([...fingers.values()].slice(0, 2).map(share), begun, stretch(), least, whole));
    }
  });
  for (const end of ["pointerup", "pointercancel"]) {
    over.addEventListener(end, event => {
      if (fingers.delete(event.pointerId) && fingers.size > 0) {
        begin();
      }
    });
  }
}

/** The stretch in which what lay under the fingers when they came down lies under them still. */
function held(places, values, [from, to], least, whole) {
  let length = to - from;
  if (places.length === 2) {
    // Fingers that cross turn nothing round.
    const apart = Math.max(0.02, Math.abs(places[1] - places[0]));
    length = Math.abs(values[1] - values[0]) / apart;
  }
  length = Math.min(Math.max(length, least), whole[1] - whole[0]);
  const middle = list => list.reduce((sum, item) => sum + item, 0) / list.length;
  const begin = middle(values) - middle(places) * length;
  const low = Math.min(Math.max(begin, whole[0]), whole[1] - length);
  return [low, low + length];
}
