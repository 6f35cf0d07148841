namespace WeatherKd.Grib.Grids;

/// <summary>A place on the earth.</summary>
/// <param name="Latitude">Degrees north, −90 to 90.</param>
/// <param name="Longitude">Degrees east, −180 (included) to 180.</param>
public readonly record struct GeoPoint(double Latitude, double Longitude);
