// What the map and the list of stations tell of a station, and in which colours.
import { stepOf, steps } from "./palette.js";
import { span } from "./words.js";

// Bounds between the colours, ascending; the colours' names are those of the style sheet, from the least to the largest.
const scales = {
  temperature: {
    text: "Temperature",
    of: station => station.latest.temperature_2m,
    bounds: [-10, 0, 5, 10, 15, 20, 25, 30],
    say: value => `${value} °C`,
    none: "no temperature",
  },
  silence: {
    text: "Hours without a report",
    of: station => station.silent_hours,
    bounds: [1, 2, 3, 6, 12, 24, 48, 72],
    say: value => value < 1 ? "reported within the hour" : `silent for ${span(value)}`,
    none: "never reported lately",
  },
  skill: {
    text: "Skill over 7 days",
    of: station => mean(Object.values(station.skill)),
    bounds: [-0.4, -0.2, -0.1, 0, 0.1, 0.2, 0.4, 0.6],
    say: value => `skill ${value.toFixed(2)}`,
    none: "no skill known",
  },
};

const mean = values => values.length === 0 ? null : values.reduce((a, b) => a + b) / values.length;

/** The scales by name. */
export const choices = Object.entries(scales).map(([name, scale]) => [name, scale.text]);

/** The scale of a name, or that of temperature. */
export const scale = name => scales[name] ?? scales.temperature;

/** The colour of a station on a scale; that of no value where there is none. */
export function colourOf(station, name) {
  const value = scale(name).of(station);
  return value == null ? "var(--none)" : steps(scale(name).bounds.length + 1)[stepOf(value, scale(name).bounds)];
}

/** What is said of a station on a scale. */
export function tell(station, name) {
  const value = scale(name).of(station);
  return value == null ? scale(name).none : scale(name).say(value);
}
