using System.Runtime.InteropServices;
using WeatherKd.NetCdf.Tests;

namespace WeatherKd.Tests.NumericalModels;

/// <summary>The rain of a run of 24 hours in NetCDF, made from the rain of each hour.</summary>
/// <param name="Hours">Rain of the hours before leads 1 to 24, mm.</param>
/// <param name="Columns">The amounts that files state.</param>
internal sealed record NetCdfAmounts(IReadOnlyList<double> Hours, IReadOnlyList<NetCdfAmounts.Column> Columns)
{
    private static readonly string[] Grid = ["time", "lat", "lon"];

    /// <summary>Rain over six-hour buckets and since the start, and since the start alone.</summary>
    public static IReadOnlyList<NetCdfAmounts> All(int seed)
    {
        var random = new Random(seed);
        double[] hours = [.. Enumerable.Range(0, RunPattern.LastLead).Select(_ => random.Next(3) == 0 ? random.Next(1, 40) * 0.25 : 0)];
        var total = new Column([.. Enumerable.Range(1, hours.Length).Select(h => (0, h, hours[..h].Sum()))]);
        var buckets = new Column([.. Enumerable.Range(1, hours.Length)
            .Select(h => ((h - 1) / 6 * 6, h, hours[((h - 1) / 6 * 6)..h].Sum()))]);
        var each = new Column([.. Enumerable.Range(1, hours.Length).Select(h => (h - 1, h, hours[h - 1]))]);
        return [new(hours, [total, buckets]), new(hours, [total]), new(hours, [buckets]), new(hours, [each, total])];
    }

    /// <summary>A file of some of a column's amounts.</summary>
    public static byte[] File(Column column, int[] places)
    {
        var chosen = Array.ConvertAll(places, place => column.Amounts[place]);
        return new ClassicFileWriter().Dimension("time", chosen.Length).Dimension("lat", 3).Dimension("lon", 3).Dimension("ends", 2)
            .Variable(
                "time",
                ["time"],
                Array.ConvertAll(chosen, a => (double)a.End),
                ("standard_name", "time"),
                ("units", "hours since 2021-01-01 00:00:00"),
                ("bounds", "time_bounds"))
            .Variable("time_bounds", ["time", "ends"], chosen.SelectMany(a => new double[] { a.Start, a.End }).ToArray())
            .Variable("run", [], new[] { 0.0 }, ("standard_name", "forecast_reference_time"), ("units", "hours since 2021-01-01 00:00:00"))
            .Variable("lat", ["lat"], new[] { 38.0, 37, 36 }, ("standard_name", "latitude"), ("units", "degrees_north"))
            .Variable("lon", ["lon"], new[] { 125.5, 126.5, 127.5 }, ("standard_name", "longitude"), ("units", "degrees_east"))
            .Variable(
                "rain",
                Grid,
                chosen.SelectMany(a => Enumerable.Repeat((float)a.Amount, 9)).ToArray(),
                ("standard_name", "precipitation_amount"),
                ("units", "kg m-2"),
                ("cell_methods", "time: sum"))
            .ToBytes();
    }

    /// <summary>Every amount in one of some files and some in two, in any order, some files twice.</summary>
    public List<byte[]> Cut(Random random)
    {
        var files = new List<byte[]>();
        foreach (var column in Columns)
        {
            var number = random.Next(2, 12);
            var places = Enumerable.Range(0, column.Amounts.Count)
                .Concat(Enumerable.Range(0, column.Amounts.Count).Where(_ => random.Next(10) == 0));
            files.AddRange(places.GroupBy(_ => random.Next(number)).Select(file => File(column, [.. file.Distinct().Order()])));
        }

        files.AddRange(files.Where(_ => random.Next(5) == 0).ToList());
        random.Shuffle(CollectionsMarshal.AsSpan(files));
        return files;
    }

    /// <summary>What a variable of a file states.</summary>
    /// <param name="Amounts">Start and end as leads in hours, and mm between them.</param>
    internal sealed record Column(IReadOnlyList<(int Start, int End, double Amount)> Amounts);
}
