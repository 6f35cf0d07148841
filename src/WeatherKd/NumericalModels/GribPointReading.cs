using WeatherKd.Grib;
using WeatherKd.Grib.Bytes;
using WeatherKd.NumericalModels.Fields;
using WeatherKd.Stations;
using WeatherKd.Storage;

namespace WeatherKd.NumericalModels;

/// <summary>The value of a GRIB field at a place: the command <c>weatherkd grib get</c>.</summary>
/// <param name="Field">The field.</param>
/// <param name="Value">
/// Interpolated as for stations, in the field's own unit, without height correction; null where it is missing or cannot be read.
/// </param>
/// <param name="Direction">
/// Of a component of wind or of another vector: <c>towards east</c> or <c>towards north</c>, turned where the grid's axes are others;
/// <c>along the grid's x axis</c> (or y) where the file does not hold the other component. Null for other fields.
/// </param>
/// <param name="Reason">Why there is no value; null where there is one.</param>
public sealed record GribPointReading(GribFieldListing Field, double? Value, string? Direction, string? Reason)
{
    /// <summary>Reads all fields of a file that match, at a place.</summary>
    /// <param name="file">The file, packed or not.</param>
    /// <param name="latitude">Degrees north, −90 to 90.</param>
    /// <param name="longitude">Degrees east, −180 to 360.</param>
    /// <param name="selection">Which fields.</param>
    /// <param name="gridFiles">GRIB2 files with the positions of unstructured grids, as <c>Interpolation:GridFiles</c>.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="ArgumentOutOfRangeException">The place is not on the earth.</exception>
    /// <exception cref="InputFormatException">
    /// The file holds no GRIB message, or no field that matches; the message lists those it has.
    /// </exception>
    public static async Task<IReadOnlyList<GribPointReading>> ReadAsync(
        InputFile file,
        double latitude,
        double longitude,
        FieldSelection selection,
        IReadOnlyList<string> gridFiles,
        CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Math.Abs(latitude), 90, nameof(latitude));
        if (longitude is not (>= -180 and <= 360))
        {
            throw new ArgumentOutOfRangeException(nameof(longitude), longitude, "The longitude must be from -180 to 360 degrees east.");
        }

        using var local = await UnpackedFile.CreateAsync(file, cancellationToken);
        using var grib = GribErrors.Open(local.Path);
        var fields = grib.Select(selection);
        if (fields.Count == 0)
        {
            throw new InputFormatException(grib.Fields.Count == 0
                ? "The file holds no field that can be read." + (grib.Problems is [var first, ..] ? " " + first.Message : "")
                : $"The file holds no field of {Asked(selection)}. It holds: "
                    + $"{string.Join(", ", grib.Fields.Select(Held).Distinct(StringComparer.Ordinal))}.");
        }

        Station place = new("place", Latitude: latitude, Longitude: longitude);
        var grids = new UnstructuredGrids(gridFiles);
        return [.. fields.Select(field => Read(field, place, grib, grids))];
    }

    private static string Asked(FieldSelection selection)
    {
        (string Key, object? Value)[] keys =
        [
            ("parameter", selection.ShortName), ("level", selection.Level), ("level type", selection.LevelType), ("step", selection.Step),
            ("start step", selection.StartStep), ("member", selection.Number), ("statistic", selection.Process),
        ];
        return string.Join(", ", keys.Where(key => key.Value is not null).Select(key => $"{key.Key} '{key.Value}'"));
    }

    private static string Held(GribField field) => field.ShortName == field.Parameter.ShortName
        ? field.ShortName
        : $"{field.Parameter.ShortName} ({field.ShortName})";

    private static GribPointReading Read(GribField field, Station place, GribFile file, UnstructuredGrids grids)
    {
        var listing = GribFieldListing.Of(field);
        try
        {
            if (!grids.CanPlaceOn(field.Grid, file.Fields))
            {
                return new(listing, null, null, grids.WhyNot(field.Grid));
            }

            var grid = new GridStations(field.Grid, [place], grids.PositionsOf(field.Grid, file.Fields));
            if (grid.Inside.Count == 0)
            {
                return new(listing, null, null, "outside the grid");
            }

            var (value, direction) = Turned(field, grid, file);
            return double.IsNaN(value) ? new(listing, null, direction, "missing there") : new(listing, value, direction, null);
        }
        catch (GribFormatException e)
        {
            return new(listing, null, null, e.Message);
        }
    }

    private static (double Value, string? Direction) Turned(GribField field, GridStations grid, GribFile file)
    {
        var own = grid.Sample(field);
        if (VectorComponents.IsX(field) is not { } isX)
        {
            return (own[0], null);
        }

        if (field.Grid.WindsAreGridRelative)
        {
            if (VectorComponents.OtherOf(field, file.Fields) is not { } partner)
            {
                return (own[0], $"along the grid's {(isX ? 'x' : 'y')} axis");
            }

            var other = grid.Sample(partner);
            grid.TurnToEarth(isX ? own : other, isX ? other : own);
        }

        return (own[0], isX ? "towards east" : "towards north");
    }
}
