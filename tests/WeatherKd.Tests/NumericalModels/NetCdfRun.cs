using System.Runtime.InteropServices;
using WeatherKd.NetCdf.Tests;

namespace WeatherKd.Tests.NumericalModels;

/// <summary>
/// A run of one of the patterns as NetCDF: a file for each quantity and some of its leads, whose bounds say over which hours.
/// </summary>
/// <param name="Pattern">Whose run it is.</param>
/// <param name="Columns">What the files state.</param>
internal sealed record NetCdfRun(RunPattern Pattern, IReadOnlyList<NetCdfRun.Column> Columns)
{
    private static readonly string[] Grid = ["time", "lat", "lon"];

    /// <summary>The rain and radiation of a pattern; temperature is the same in all.</summary>
    public static NetCdfRun Of(RunPattern pattern) => new(
        pattern,
        [
            .. pattern.Messages.Where(m => Name(m) is not null)
                .GroupBy(m => (Name(m), m.Parameter, m.Period?.Process, m.Centre))
                .SelectMany(c => WithoutTwins([.. c.Select(m => new Value(
                    (m.Period?.Start ?? m.Lead) * m.UnitMinutes / 60.0,
                    m.Lead * m.UnitMinutes / 60.0,
                    m.Values[0]))]).Select(values => new Column(Name(c.First())!.Value, c.Key.Process, values)))
        ]);

    /// <summary>Every value in one of some files and some in two, in any order, some files twice.</summary>
    public List<byte[]> Cut(Random random)
    {
        var files = new List<byte[]>();
        foreach (var column in Columns)
        {
            var number = random.Next(2, 12);
            var places = Enumerable.Range(0, column.Values.Count)
                .Concat(Enumerable.Range(0, column.Values.Count).Where(_ => random.Next(10) == 0));
            files.AddRange(places.GroupBy(_ => random.Next(number))
                .Select(file => File(column, [.. file.Distinct().Order()], random.Next(3))));
        }

        files.AddRange(files.Where(_ => random.Next(5) == 0).ToList());
        random.Shuffle(CollectionsMarshal.AsSpan(files));
        return files;
    }

    /// <summary>Each column in one file.</summary>
    public List<byte[]> Whole() => [.. Columns.Select(c => File(c, [.. Enumerable.Range(0, c.Values.Count)], stamp: 0))];

    /// <summary>A file of some of a column's values.</summary>
    /// <param name="column">The column.</param>
    /// <param name="places">Which of its values.</param>
    /// <param name="stamp">Whether the times are the ends (0), middles (1) or starts (2) of their bounds.</param>
    private static byte[] File(Column column, int[] places, int stamp)
    {
        var chosen = Array.ConvertAll(places, place => column.Values[place]);
        var isInstant = column.Process is null;
        var file = new ClassicFileWriter().Dimension("time", chosen.Length).Dimension("lat", 3).Dimension("lon", 3).Dimension("ends", 2)
            .Variable(
                "time",
                ["time"],
                Array.ConvertAll(chosen, a => a.End - ((a.End - a.Start) * stamp / 2)),
                [("standard_name", "time"), ("units", "hours since 2021-01-01 00:00:00"), .. isInstant ? [] : Bounds])
            .Variable("run", [], new[] { 0.0 }, ("standard_name", "forecast_reference_time"), ("units", "hours since 2021-01-01 00:00:00"))
            .Variable("lat", ["lat"], new[] { 38.0, 37, 36 }, ("standard_name", "latitude"), ("units", "degrees_north"))
            .Variable("lon", ["lon"], new[] { 125.5, 126.5, 127.5 }, ("standard_name", "longitude"), ("units", "degrees_east"))
            .Variable(
                "amount",
                Grid,
                chosen.SelectMany(a => Enumerable.Repeat(a.Amount, 9)).ToArray(),
                ("standard_name", column.Name.Standard),
                ("units", column.Name.Unit),
                ("cell_methods", column.Process switch { null => "time: point", 0 => "time: mean", _ => "time: sum" }));
        return isInstant
            ? file.ToBytes()
            : file.Variable("time_bounds", ["time", "ends"], chosen.SelectMany(a => new[] { a.Start, a.End }).ToArray()).ToBytes();
    }

    private static (string, object)[] Bounds => [("bounds", "time_bounds")];

    /// <summary>Standard name and unit of what a message states; null for others than rain and radiation.</summary>
    private static (string Standard, string Unit)? Name(Grib2Message message) => (message.Parameter, message.Period?.Process) switch
    {
        ((0, 1, 8) or (0, 1, 52), _) => ("precipitation_amount", "kg m-2"),
        ((0, 1, 193), _) => ("lwe_thickness_of_precipitation_amount", "m"),
        ((0, 1, 7), _) => ("precipitation_flux", "kg m-2 s-1"),
        ((0, 4, _), 1) => ("surface_downwelling_shortwave_flux_in_air", "J m-2"),
        ((0, 4, _), _) => ("surface_downwelling_shortwave_flux_in_air", "W m-2"),
        _ => null,
    };

    /// <summary>Values with one end over different times cannot stand on one axis.</summary>
    private static IEnumerable<IReadOnlyList<Value>> WithoutTwins(IReadOnlyList<Value> values) => values
        .GroupBy(v => v.End)
        .SelectMany(twins => twins.Select((value, place) => (Value: value, Place: place)))
        .GroupBy(v => v.Place, v => v.Value)
        .Select(axis => (IReadOnlyList<Value>)[.. axis]);

    /// <summary>What a variable of the files states.</summary>
    /// <param name="Name">Its standard name and unit.</param>
    /// <param name="Process">Code table 4.10; null for instants.</param>
    /// <param name="Values">Start and end as leads in hours, and the value between them.</param>
    internal sealed record Column((string Standard, string Unit) Name, int? Process, IReadOnlyList<Value> Values);

    /// <summary>A value over a time.</summary>
    /// <param name="Start">Lead in hours.</param>
    /// <param name="End">Lead in hours.</param>
    /// <param name="Amount">In the column's unit.</param>
    internal sealed record Value(double Start, double End, float Amount);
}
