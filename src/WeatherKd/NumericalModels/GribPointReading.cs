using WeatherKd.Grib;
using WeatherKd.Grib.Bytes;
using WeatherKd.NumericalModels.Fields;
using WeatherKd.Stations;
using WeatherKd.Storage;

namespace WeatherKd.NumericalModels;

/// <summary>The value of a GRIB field at a place: the command <c>weatherkd grib get</c>.</summary>
/// <param name="Field">The field.</param>
/// <param name="Value">Interpolated as for stations, in the field's own unit, without height correction or wind rotation; null where it is missing or cannot be read.</param>
/// <param name="Reason">Why there is no value; null where there is one.</param>
public sealed record GribPointReading(GribFieldListing Field, double? Value, string? Reason)
{
    /// <summary>Reads all fields of a file, or those of one parameter, at a place.</summary>
    /// <param name="file">The file, packed or not.</param>
    /// <param name="latitude">Degrees north, −90 to 90.</param>
    /// <param name="longitude">Degrees east, −180 to 360.</param>
    /// <param name="parameter">Short name of a parameter, in any case; null for all.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="ArgumentOutOfRangeException">The place is not on the earth.</exception>
    /// <exception cref="InputFormatException">The file holds no GRIB message, or no field of the parameter; the message lists those it has.</exception>
    public static async Task<IReadOnlyList<GribPointReading>> ReadAsync(
        InputFile file,
        double latitude,
        double longitude,
        string? parameter,
        CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Math.Abs(latitude), 90, nameof(latitude));
        if (longitude is not (>= -180 and <= 360))
        {
            throw new ArgumentOutOfRangeException(nameof(longitude), longitude, "The longitude must be from -180 to 360 degrees east.");
        }

        using var local = await UnpackedFile.CreateAsync(file, cancellationToken);
        using var grib = GribErrors.Open(local.Path);
        var fields = grib.Fields.Where(f => parameter is null || f.Parameter.ShortName.Equals(parameter, StringComparison.OrdinalIgnoreCase)).ToList();
        if (fields.Count == 0)
        {
            throw new InputFormatException(parameter is null || grib.Fields.Count == 0
                ? "The file holds no field that can be read." + (grib.Problems is [var first, ..] ? " " + first.Message : "")
                : $"The file holds no field '{parameter}'. It holds: {string.Join(", ", grib.Fields.Select(f => f.Parameter.ShortName).Distinct(StringComparer.Ordinal))}.");
        }

        Station place = new("place", Latitude: latitude, Longitude: longitude);
        return [.. fields.Select(field => Read(field, place))];
    }

    private static GribPointReading Read(GribField field, Station place)
    {
        var listing = GribFieldListing.Of(field);
        try
        {
            var grid = new GridStations(field.Grid, [place]);
            if (grid.Inside.Count == 0)
            {
                return new(listing, null, "outside the grid");
            }

            var value = grid.Sample(field)[0];
            return double.IsNaN(value) ? new(listing, null, "missing there") : new(listing, value, null);
        }
        catch (GribFormatException e)
        {
            return new(listing, null, e.Message);
        }
    }
}
