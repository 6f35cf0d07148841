// Brings observations, forecast and forecasts of the days before onto one axis of hours.

const column = /_q\d|_numerical_model$/;

/** The level of a quantile's column, in %: temperature_2m_q02_5 → 2.5. */
export const level = name => Number(name.split("_q").at(-1).replace("_", "."));

/**
 * { times: seconds, labels: ISO, marker: seconds of the origin, variables: [{ name, unit, observed, forecast, model, persistence,
 * quantiles: [{ level, values }], earlier: [values], missing }] },
 * every list of values as long as times.
 */
export function series(forecast, observed, earlier) {
  const past = observed?.hourly.time ?? [];
  const origin = Date.parse(forecast.origin);
  const hours = [...new Set([...past, ...forecast.hourly.time].map(label => Date.parse(label)))].sort((a, b) => a - b);
  const onto = (labels, values) => {
    const by = new Map(labels.map((label, i) => [Date.parse(label), values?.[i] ?? null]));
    return hours.map(hour => by.get(hour) ?? null);
  };
  const names = Object.keys(forecast.hourly).filter(name => name !== "time" && !column.test(name));
  const variables = names.map(name => {
    const seen = onto(past, observed?.hourly[name]);
    const last = seen.findLast((value, i) => value != null && hours[i] <= origin) ?? null;
    return {
      name,
      unit: forecast.hourly_units[name] === "wmo code" ? "" : forecast.hourly_units[name],
      observed: seen,
      forecast: onto(forecast.hourly.time, forecast.hourly[name]),
      model: onto(forecast.hourly.time, forecast.hourly[`${name}_numerical_model`]),
      persistence: hours.map(hour => (hour > origin ? last : null)),
      quantiles: Object.keys(forecast.hourly)
        .filter(c => c.startsWith(`${name}_q`))
        .map(c => ({ level: level(c), values: onto(forecast.hourly.time, forecast.hourly[c]) }))
        .filter(q => q.values.some(v => v != null)),
      earlier: earlier.map(issued => onto(issued.hourly.time, issued.hourly[name])),
      missing: forecast.hourly_missing[`${name}_numerical_model`],
    };
  });
  return {
    times: hours.map(hour => hour / 1000),
    labels: hours.map(hour => new Date(hour).toISOString()),
    marker: origin / 1000,
    variables,
  };
}
