using CsCheck;
using WeatherKd.Recent;
using WeatherKd.Series;
using WeatherKd.Storage;
using WeatherKd.TestSupport;
using WeatherKd.Variables;

namespace WeatherKd.Tests.Forecasting;

public sealed class RecentTableTests
{
    private static readonly DateTimeOffset Start = new(2021, 1, 30, 0, 0, 0, TimeSpan.Zero);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>
    /// A value of one of two variables at one of three stations, hours and leads, in a file that arrived at one of four times.
    /// </summary>
    private static readonly Gen<(int Station, int Hour, int Lead, int Arrival, int Variable, double Value)> Cell =
        Gen.Select(Gen.Int[0, 2], Gen.Int[0, 2], Gen.Int[0, 2], Gen.Int[0, 3], Gen.Int[0, 1], Gen.Double[0, 10]);

    [Fact]
    public async Task FilesMergedOneByOneGiveValueByValueTheLatestArrival()
    {
        await Cell.Array[0, 40].SampleRepeatablyAsync(
            async cells =>
            {
                var table = RecentTable.Empty;
                var expected = new Dictionary<(int Station, int Hour, int Lead, int Variable), double>();
                foreach (var file in cells.GroupBy(c => c.Arrival).OrderBy(f => f.Key))
                {
                    var before = expected.ToDictionary();
                    foreach (var cell in file)
                    {
                        expected[(cell.Station, cell.Hour, cell.Lead, cell.Variable)] = cell.Value;
                    }

                    table = table.Merge(Table(file), out var changed);
                    Assert.Equal(!expected.OrderBy(e => e.Key).SequenceEqual(before.OrderBy(e => e.Key)), changed);
                    table = await WrittenAndReadAsync(table);
                    table.Merge(Table(file), out var changedAgain);
                    Assert.False(changedAgain);
                }

                Assert.Equal(expected.OrderBy(e => e.Key), (await CellsAsync(table)).OrderBy(e => e.Key));
            },
            iterations: 200);
    }

    [Fact]
    public async Task RowsOutOfOrderAreNotOurs()
    {
        using var stream = new MemoryStream();
        var rows = new ParquetColumns()
            .Add(RecentTable.Station, ["B", "A"])
                .Add(RecentTable.Time, [Start, Start])
                .Add(RecentTable.Lead, [0, 0])
                .Add(SegmentReader.ArrivedAt, [Start, Start]);
        await using (var file = await rows.CreateFileAsync(stream, Cancel))
        {
            await file.AppendAsync(rows, Cancel);
        }

        stream.Position = 0;
        await Assert.ThrowsAsync<InvalidDataException>(() => RecentTable.ReadAsync(stream, VariableTable.Default, Cancel));
    }

    /// <summary>The cells of a file, each in a row of its own, as readers may give them.</summary>
    private static RecentTable Table(IEnumerable<(int Station, int Hour, int Lead, int Arrival, int Variable, double Value)> cells)
    {
        var rows = cells.ToList();
        var arriving = new Rows(
            [.. rows.Select(c => $"S{c.Station}")],
            [.. rows.Select(c => Start.AddHours(c.Hour))],
            [.. rows.Select(c => c.Lead)],
            Enumerable.Range(0, 2).ToDictionary(
                v => VariableTable.Default.All[v].Name,
                v => rows.Select(c => c.Variable == v ? c.Value : double.NaN).ToArray()))
        {
            ArrivedAt = [.. rows.Select(c => Start.AddDays(c.Arrival))],
        };
        return RecentTable.Shards([arriving], VariableTable.Default).Values.Aggregate(
            RecentTable.Empty,
            (table, shard) => table.Merge(shard, out _));
    }

    private static async Task<RecentTable> WrittenAndReadAsync(RecentTable table)
    {
        using var stream = await WriteAsync(table);
        return await RecentTable.ReadAsync(stream, VariableTable.Default, Cancel);
    }

    private static async Task<Dictionary<(int Station, int Hour, int Lead, int Variable), double>> CellsAsync(RecentTable table)
    {
        using var stream = await WriteAsync(table);
        var cells = new Dictionary<(int Station, int Hour, int Lead, int Variable), double>();
        await foreach (var rows in ParquetColumns.ReadGroupsAsync(stream, wanted: null, Cancel))
        {
            for (var variable = 0; variable < 2; variable++)
            {
                var name = VariableTable.Default.All[variable].Name;
                for (var i = 0; i < rows.Count && rows.Has(name); i++)
                {
                    if (!double.IsNaN(rows.Numbers(name)[i]))
                    {
                        cells.Add(
                            (rows.Text(RecentTable.Station)[i]![1]
                                - '0', (int)(rows.Times(RecentTable.Time)[i]
                                    - Start).TotalHours, rows.WholeNumbers(RecentTable.Lead)[i], variable),
                            rows.Numbers(name)[i]);
                    }
                }
            }
        }

        return cells;
    }

    private static async Task<MemoryStream> WriteAsync(RecentTable table)
    {
        var stream = new MemoryStream();
        await table.WriteAsync(stream, VariableTable.Default, Cancel);
        stream.Position = 0;
        return stream;
    }
}
