using System.Text.Json;
using Azure.Storage.Blobs.Models;
using WeatherKd.Local.Demo;
using WeatherKd.Local.Demo.Playing;
using WeatherKd.Storage;
using WeatherKd.TestSupport;

namespace WeatherKd.EndToEnd.Tests;

/// <summary>The commands about feeds, against the server that plays their sources.</summary>
public sealed class FeedCommandTests(AzuriteFixture azurite) : IAsyncLifetime
{
    private static readonly Dictionary<string, string> NoSettings = new(StringComparer.Ordinal);
    private readonly string _account = azurite.NewConnectionString();
    private PlayingServer _server = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private WeatherStorage Storage => new(new StorageConnection { ConnectionString = _account }.Connect());

    public async ValueTask InitializeAsync()
    {
        _server = await PlayingServer.StartAsync(
            new PlayedWeather(new SimulatedWeather(1), PlayedGrid.Small),
            TimeProvider.System,
            TimeSpan.FromHours(3.5),
            CancellationToken.None);
        await Storage.CreateContainersAsync(CancellationToken.None);
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task StationsAreFoundNearAPlaceAndAddedToTheAccount()
    {
        var list = _server.Address + "ghcnh/doc/ghcnh-station-list.csv";

        var (code, output, error) = await RunAsync(
            "stations",
            "find",
            "--near",
            "36.8,127",
            "--within",
            "150km",
            "--list-address",
            list,
            "--add",
            "--json");

        Assert.True(code == 0, error);
        var found = JsonDocument.Parse(output).RootElement.EnumerateArray().ToList();
        Assert.Equal("RKTA", found[0].GetProperty("id").GetString());
        Assert.Equal(4, found.Count);
        var added = new List<BlobItem>();
        await foreach (var blob in Storage.Stations.GetBlobsAsync(BlobTraits.None, BlobStates.None, null, Cancel))
        {
            added.Add(blob);
        }

        var csv = (await Storage.Stations.GetBlobClient(Assert.Single(added).Name).DownloadContentAsync(Cancel)).Value.Content.ToString();
        Assert.All(found, s => Assert.Contains(s.GetProperty("id").GetString()!, csv, StringComparison.Ordinal));

        var (_, table, _) = await RunAsync("stations", "find", "--near", "36.8,127", "--within", "150km", "--list-address", list);
        Assert.Contains("4 stations; --add adds them to the account.", table, StringComparison.Ordinal);
        Assert.All(table.Split('\n'), line => Assert.InRange(line.Length, 0, 80));
        await RefusedAsync(
            2,
            "No station was found there; look further, e.g. with --within 200km.",
            "stations",
            "find",
            "--near",
            "0,0",
            "--within",
            "1km",
            "--list-address",
            list);
        await RefusedAsync(
            3,
            $"The list is not at {_server.Address}nothing.csv.",
            "stations",
            "find",
            "--near",
            "0,0",
            "--list-address",
            _server.Address + "nothing.csv");
    }

    [Theory]
    [InlineData("--near 91,0", "--near '91,0' is not latitude,longitude in degrees.")]
    [InlineData("--near 36.8,127 --within far", "--within 'far' is no distance between 0 and 20000 km, such as 50km.")]
    [InlineData("--area 36,126,38", "--area '36,126,38' is not south,west,north,east in degrees.")]
    [InlineData("--area 38,126,36,128", "--area '38,126,36,128' has its south above its north.")]
    [InlineData(
        "--country KR --list metar",
        "The list metar is asked by --near or --area, not by a country; the lists ghcnh and isd have countries.")]
    [InlineData("--near 36.8,127 --list ghcn", "There is no list 'ghcn'; did you mean 'ghcnh'? The lists are ghcnh, isd, metar.")]
    [InlineData("", "Say where: --near LATITUDE,LONGITUDE, --area SOUTH,WEST,NORTH,EAST or --country XX.")]
    public Task APlaceThatIsNoneIsRefusedInOneSentence(string options, string sentence) =>
        RefusedAsync(1, sentence, ["stations", "find", .. options.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);

    [Fact]
    public async Task ACheckSaysWhatIsAsExpectedAndWhatDiffersAndStoresNothing()
    {
        await RunAsync("feeds", "add", "gfs", "--address", _server.Address + "gfs/", "--leads", "1-3", "--contact", "weather@example.org");
        var (code, output, error) = await RunAsync("feeds", "check", "gfs");

        Assert.True(code == 0, error + output);
        Assert.Contains("as expected: The index has all fields", output, StringComparison.Ordinal);
        Assert.Single(_server.Requests);

        _server.Withholds = true;
        var (withheld, told, _) = await RunAsync("feeds", "check", "gfs", "--json");
        Assert.Equal(3, withheld);
        Assert.Contains(
            "is not published, although it was due",
            JsonDocument.Parse(told).RootElement.GetProperty("differs")[0].GetString(),
            StringComparison.Ordinal);
        await RefusedAsync(1, "There is no feed 'icon'. The feeds are gfs; 'weatherkd feeds add' adds one.", "feeds", "check", "icon");
        await foreach (var _ in Storage.NumericalModel.GetBlobsAsync(BlobTraits.None, BlobStates.None, null, Cancel))
        {
            Assert.Fail("A check stores nothing.");
        }
    }

    private async Task RefusedAsync(int code, string sentence, params string[] arguments)
    {
        var (ended, output, error) = await RunAsync(arguments);
        Assert.Equal((code, sentence, string.Empty), (ended, error.Trim(), output));
    }

    private async Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments)
    {
        await using var command = HostProcess.Start([.. arguments, "--storage", _account], NoSettings);
        var output = await command.Output.ReadToEndAsync(Cancel);
        return (await command.ExitCodeAsync(Cancel), output, await command.Error);
    }
}
