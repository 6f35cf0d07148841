using System.Globalization;
using WeatherKd.Ingestion.Sweep;

namespace WeatherKd.Tests.Ingestion;

/// <summary>What the sweep's listings cost where a million blobs lie, and that they find what is new.</summary>
public sealed class NewNamesTests(ITestOutputHelper output)
{
    private const int Blobs = 1_000_000;
    private static readonly DateTimeOffset Modified = new(2026, 11, 27, 12, 0, 0, TimeSpan.Zero);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Forty models and providers with 25,000 files each, named by their times, as most layouts are.</summary>
    [Fact]
    public async Task AnOrdinarySweepAsksForWhatIsNewAndAWholeOneForFiveThousandNamesAtATime()
    {
        var names = Enumerable.Range(0, Blobs)
            .Select(i => $"model-{i % 40:D2}/{Modified.AddHours(-i / 40):yyyyMMddHH}.grib2")
            .Order(StringComparer.Ordinal).ToList();
        var cursors = new SortedDictionary<string, string>(StringComparer.Ordinal);

        var container = new VirtualContainer("numerical-model", names, Modified);
        Assert.Equal(Blobs, await NewNames.WholeAsync(container.Client, cursors, Cancel).CountAsync(Cancel));
        output.WriteLine($"whole sweep of {Blobs} blobs in 40 folders: {container.Requests} list requests");
        Assert.Equal(Blobs / 5_000, container.Requests);

        var arrived = Enumerable.Range(0, 40)
            .Select(i => $"model-{i:D2}/{Modified.AddHours(6):yyyyMMddHH}.grib2")
            .Append("model-new/2026112718.grib2")
            .ToList();
        container = new VirtualContainer("numerical-model", [.. names.Concat(arrived).Order(StringComparer.Ordinal)], Modified);
        var found = await NewNames.SinceAsync(container.Client, cursors, null, _ => { }, Cancel).Select(b => b.Name).ToListAsync(Cancel);
        output.WriteLine($"ordinary sweep with {arrived.Count} new blobs: {container.Requests} list requests");
        Assert.Equal(arrived.Order(StringComparer.Ordinal), found.Order(StringComparer.Ordinal));
        Assert.Equal(1 + 41, container.Requests);

        container = new VirtualContainer("numerical-model", [.. names.Concat(arrived).Order(StringComparer.Ordinal)], Modified);
        Assert.Empty(await NewNames.SinceAsync(container.Client, cursors, null, _ => { }, Cancel).ToListAsync(Cancel));
        output.WriteLine($"ordinary sweep with nothing new: {container.Requests} list requests");
        Assert.Equal(1 + 41, container.Requests);
    }

    [Fact]
    public async Task WithoutFoldersAnOrdinarySweepIsOneRequest()
    {
        var names = Enumerable.Range(0, Blobs).Select(i => i.ToString("D8", CultureInfo.InvariantCulture) + ".csv").ToList();
        var cursors = new SortedDictionary<string, string>(StringComparer.Ordinal) { [string.Empty] = names[^1] };
        var container = new VirtualContainer("observations", [.. names, "01000000.csv"], Modified);

        Assert.Equal(
            ["01000000.csv"],
            await NewNames.SinceAsync(container.Client, cursors, null, _ => { }, Cancel).Select(b => b.Name).ToListAsync(Cancel));

        output.WriteLine($"ordinary sweep of {Blobs} blobs without folders: {container.Requests} list requests");
        Assert.Equal(1, container.Requests);
    }

    [Fact]
    public async Task MoreFoldersThanOneSweepLooksIntoAreTakenInTurn()
    {
        var names = Enumerable.Range(0, 2 * NewNames.FoldersAtOnce + 50).Select(i => $"station-{i:D4}/a.csv").ToList();
        var cursors = new SortedDictionary<string, string>(StringComparer.Ordinal);
        await NewNames.WholeAsync(new VirtualContainer("observations", names, Modified).Client, cursors, Cancel).CountAsync(Cancel);
        var container = new VirtualContainer(
            "observations",
            [.. names.Concat(names.Select(n => n.Replace("/a", "/b", StringComparison.Ordinal))).Order(StringComparer.Ordinal)],
            Modified);
        var found = new List<int>();
        string? next = null;
        do
        {
            found.Add(await NewNames.SinceAsync(container.Client, cursors, next, f => next = f, Cancel).CountAsync(Cancel));
        }
        while (next is not null);

        Assert.Equal([NewNames.FoldersAtOnce, NewNames.FoldersAtOnce, 50], found);
    }
}
