using WeatherKd.NetCdf.Conventions;
using WeatherKd.NetCdf.Variables;
using WeatherKd.NumericalModels.Fields;
using WeatherKd.Stations;
using WeatherKd.Storage;

namespace WeatherKd.NumericalModels.NetCdf;

/// <summary>Where the values of a CF file lie: at stations of its own, or on a grid from which they are interpolated to ours.</summary>
internal sealed class CfPlaces
{
    private readonly StationCells? _cells;
    private readonly int[]? _picked;

    private CfPlaces(IReadOnlyList<string> dimensions, IReadOnlyList<Station> stations, StationCells? cells, int[]? picked = null)
    {
        Dimensions = dimensions;
        Stations = stations;
        (_cells, _picked) = (cells, picked);
    }

    /// <summary>The dimensions of place: <c>[station]</c>, or latitude and longitude.</summary>
    public IReadOnlyList<string> Dimensions { get; }

    /// <summary>The stations that values are given for, in their order.</summary>
    public IReadOnlyList<Station> Stations { get; }

    /// <exception cref="InputFormatException">The file has neither stations nor one-dimensional latitudes and longitudes.</exception>
    public static CfPlaces Of(CfCoordinates coordinates, IReadOnlyList<Station> stations, Action<InputFormatException> report)
    {
        if (coordinates.StationDimension is { } dimension)
        {
            var ids = coordinates.StationIds?.ReadTexts()
                ?? throw new InputFormatException("The file has stations but no variable with cf_role timeseries_id that names them.");
            var known = stations.ToDictionary(s => s.Id, StringComparer.Ordinal);
            int[] picked = [.. Enumerable.Range(0, ids.Length).Where(i => Station.IsValidId(ids[i]))];
            if (picked.Length < ids.Length)
            {
                var problem = InvalidIds([.. ids.Where(id => !Station.IsValidId(id))]);
                report(picked.Length > 0 ? problem : throw problem);
            }

            return new([dimension], [.. picked.Select(i => known.GetValueOrDefault(ids[i]) ?? new Station(ids[i]))], null, picked);
        }

        if (coordinates is not { Latitude: { Dimensions: [var y] } latitude, Longitude: { Dimensions: [var x] } longitude })
        {
            throw new InputFormatException(coordinates.Latitude is null || coordinates.Longitude is null
                ? "No variables have the standard names latitude and longitude."
                : "Latitude and longitude have two dimensions: such grids are not supported in NetCDF. Send the run as GRIB2, or "
                    + "interpolate it "
                    + "to latitudes and longitudes.");
        }

        var axes = new RectilinearAxes(latitude.ReadAll(), longitude.ReadAll());
        var cells = new StationCells(stations, axes.Find);
        if (cells.Outside.Count > 0)
        {
            var some = string.Join(", ", cells.Outside.Take(12).Select(s => s.Id));
            report(new InputFormatException($"{cells.Outside.Count} stations lie outside the grid and get no values: {some}.")
            {
                FileIsSound = true,
            });
        }

        return new([y, x], cells.Inside, cells);
    }

    /// <summary>Whether a variable has values at these places.</summary>
    public bool Fits(NetCdfVariable variable) => Dimensions.All(d => variable.Dimensions.Contains(d, StringComparer.Ordinal));

    /// <summary>Values at <see cref="Stations"/>, in the file's unit.</summary>
    /// <param name="variable">A variable that <see cref="Fits"/>.</param>
    /// <param name="indices">Index along its other dimensions; 0 where not given.</param>
    /// <param name="nearestOnly">Whether values are not to be mixed: angles.</param>
    public double[] Read(NetCdfVariable variable, IReadOnlyDictionary<string, long> indices, bool nearestOnly = false)
    {
        var start = new long[variable.Dimensions.Count];
        var count = new long[start.Length];
        for (var i = 0; i < start.Length; i++)
        {
            var isPlace = Dimensions.Contains(variable.Dimensions[i], StringComparer.Ordinal);
            start[i] = isPlace ? 0 : indices.GetValueOrDefault(variable.Dimensions[i]);
            count[i] = isPlace ? variable.Shape[i] : 1;
        }

        var values = variable.Read(start, count);
        if (_cells is null)
        {
            return _picked is null || _picked.Length == values.Length ? values : Array.ConvertAll(_picked, i => values[i]);
        }

        var order = variable.Dimensions.Where(d => Dimensions.Contains(d, StringComparer.Ordinal)).ToList();
        var all = variable.Dimensions.ToList();
        var (rows, columns) = (variable.Shape[all.IndexOf(Dimensions[0])], variable.Shape[all.IndexOf(Dimensions[1])]);
        var isTransposed = order[0] == Dimensions[1];
        var points = Array.ConvertAll(
            _cells.Points,
            point => values[isTransposed ? ((point % columns) * rows) + (point / columns) : point]);
        return _cells.Interpolate(points, nearestOnly);
    }

    private static InputFormatException InvalidIds(IReadOnlyList<string> ids) =>
        new($"{ids.Count} stations have no id of 1 to 64 letters, digits, '-', '_' or '.', and get no values: the first is '{ids[0]}'.")
        {
            Given = ids[0],
        };
}
