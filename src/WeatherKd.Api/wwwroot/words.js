// Names, numbers and times as people read them.

const names = {
  temperature_2m: "Temperature",
  relative_humidity_2m: "Relative humidity",
  dew_point_2m: "Dew point",
  wind_speed_10m: "Wind speed",
  wind_gusts_10m: "Wind gusts",
  wind_direction_10m: "Wind direction",
  wind_u_10m: "Wind towards the east",
  wind_v_10m: "Wind towards the north",
  surface_pressure: "Surface pressure",
  pressure_msl: "Pressure at sea level",
  precipitation: "Precipitation",
  precipitation_probability: "Probability of precipitation",
  shortwave_radiation: "Shortwave radiation",
  cloud_cover: "Cloud cover",
  weather_code: "Weather code",
  pm10: "Particulate matter, PM10",
  pm2_5: "Particulate matter, PM2.5",
  nitrogen_dioxide: "Nitrogen dioxide",
  sulphur_dioxide: "Sulphur dioxide",
  ozone: "Ozone",
  carbon_monoxide: "Carbon monoxide",
};

/** A name of a variable in words. */
export const words = name => names[name] ?? sentence(name);

/** A word of the API as one of a page: former_champion → Former champion. */
export const sentence = name => (name.charAt(0).toUpperCase() + name.slice(1)).replaceAll(/[_-]/g, " ");

/** A number with a fitting number of digits. */
export const figure = value =>
  value == null ? "–" : Math.abs(value) >= 100 ? value.toFixed(0) : Math.abs(value) >= 10 ? value.toFixed(1) : value.toFixed(2);

/** A value as the API rounded it. */
export const plain = value => value == null ? "–" : String(value);

/** A time as people read it, in a zone: 30 Jan, 12:00. The year where it is not this one. */
export function moment(text, zone = "UTC") {
  if (!text) {
    return "never";
  }
  const time = new Date(text);
  const thisYear = time.getUTCFullYear() === new Date().getUTCFullYear();
  return time.toLocaleString("en-GB", {
    timeZone: zone, day: "numeric", month: "short", year: thisYear ? undefined : "numeric", hour: "2-digit", minute: "2-digit",
  });
}

/** A span of hours in words. */
export const span = hours =>
  hours == null
    ? "an unknown time"
    : hours < 1
      ? "less than an hour"
      : hours === 1
        ? "1 hour"
        : hours < 72
          ? `${hours} hours`
          : `${Math.floor(hours / 24)} days`;

/** A span of seconds in words. */
export const duration = seconds =>
  seconds < 90 ? `${Math.round(seconds)} s` : seconds < 5400 ? `${Math.round(seconds / 60)} min` : `${(seconds / 3600).toFixed(1)} h`;

/** Twelve letters of an id: what people compare and copy. */
export const short = id => id.slice(0, 12);

/** A station as it is listed and searched: Seosan (129). */
export const label = station => station.name ? `${station.name} (${station.id})` : station.id;

/** A skill in words, against the raw model: 1 - MSE / MSE of the model is told as what remains of the error. */
export function skillInWords(skill) {
  const share = Math.round(100 * Math.abs(1 - Math.sqrt(Math.max(0, 1 - skill))));
  return share === 0
    ? "as large as the raw model's"
    : skill > 0
      ? `${share} % smaller than the raw model's`
      : `${share} % larger than the raw model's`;
}

/** Bytes in words. */
export const size = bytes =>
  bytes == null ? "–" : bytes < 1000 ? `${bytes} B` : bytes < 1e6 ? `${(bytes / 1e3).toFixed(1)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
