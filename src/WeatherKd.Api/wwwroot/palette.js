// Colours of the page's style, and scales of numbers.

/** A colour of the style sheet, by its name there. */
export const colour = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

/** Calls when the colour scheme changes. */
export const whenSchemeChanges = act => matchMedia("(prefers-color-scheme: dark)").addEventListener("change", act);

/** The colours of a scale, of its least to its largest step. */
export const steps = count => Array.from({ length: count }, (_, i) => `var(--scale-${i + 1})`);

/** Which step of a scale a value is on: bounds are ascending. */
export const stepOf = (value, bounds) => bounds.filter(bound => value >= bound).length;
