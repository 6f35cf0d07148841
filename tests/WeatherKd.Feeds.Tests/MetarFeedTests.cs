using System.Text;
using WeatherKd.Feeds.Sources;
using WeatherKd.Local.Demo.Playing;
using WeatherKd.Series;
using WeatherKd.TestSupport;

namespace WeatherKd.Feeds.Tests;

/// <summary>METAR by station list: what is asked, and that what is stored can be read.</summary>
public sealed class MetarFeedTests(AzuriteFixture azurite) : FeedTestBase(azurite)
{
    [Fact]
    public async Task MetarIsAskedForHourByHourForAllStationsTogether()
    {
        await AddAsync("airports", "metar", "", ["RKTP", "RKTU"], historyDays: 0, delay: TimeSpan.FromMinutes(10));
        await Scene.LookLaterAsync(TimeSpan.FromMinutes(15));
        await AddAsync("airports", "metar", "", ["RKTP", "RKTU"], delay: TimeSpan.FromMinutes(10));

        await Scene.LookLaterAsync();

        Assert.Contains(
            "/metar?ids=RKTP,RKTU&format=raw&taf=false&hours=2&date=20250801_1205Z",
            Scene.Server.Requests.Select(r => r.Path));
        var names = await FeedScene.NamesAsync(Scene.Storage.Observations);
        Assert.Equal(24, names.Count);
        Assert.Contains("airports/2025-08-01/12.txt", names);
        var rows = await Scene.ReadObservationsAsync("airports/2025-08-01/12.txt");
        Assert.Equal([("RKTP", 12), ("RKTU", 12), ("RKTP", 11), ("RKTU", 11)], rows.StationIds.Zip(rows.Times, (s, t) => (s, t.Hour)));
        var weather = new WeatherKd.Local.Demo.SimulatedWeather(1).Observe(
            PlayedWeather.Stations[0].Place,
            Hour.Floor(FeedScene.Noon));
        Assert.Equal(weather.Temperature, rows.Values["temperature_2m"][0], 0.051);
        Assert.Equal(weather.WindSpeed, rows.Values["wind_speed_10m"][0], 0.26);
    }

    /// <summary>
    /// Two hours of half-hourly reports of ten airports, each as long as one of EGLL that the documentation of public clients quotes.
    /// </summary>
    [Fact]
    public async Task ADayOfTenAirportsIsARequestAnHourAndSomeKilobytes()
    {
        var stations = Enumerable.Range(0, 10).Select(i => $"RKS{(char)('A' + i)}").ToList();
        Scene.Server.Files["/metar"] = Encoding.UTF8.GetBytes(string.Concat(
            from station in stations
            from minute in new[] { "1120", "1150", "1220", "1250" }
            select $"METAR {station} 01{minute}Z AUTO 32008KT 9999 -RA FEW010 BKN020 15/13 Q1006\n"));
        await AddAsync("metar", "metar", "", stations, historyDays: 0);
        await Scene.LookAsync();
        Scene.Server.Requests.Clear();
        for (var minute = 0; minute < 24 * 60; minute += 5)
        {
            Scene.Clock.Now += TimeSpan.FromMinutes(5);
            await Scene.Round.RunAsync(CancellationToken.None);
        }

        Assert.Equal(24, Scene.Server.Requests.Count);
        Assert.Equal(24 * 40 * 67, Scene.Server.Requests.Sum(r => r.Bytes));
    }

    [Fact]
    public async Task WithoutHistoryTheNewestHourIsFetchedAndThenEachHour()
    {
        await AddAsync("airports", "metar", "", ["RKTP"], historyDays: 0, delay: TimeSpan.FromMinutes(10));
        await Scene.LookLaterAsync(TimeSpan.FromMinutes(15));
        Assert.Equal(["airports/2025-08-01/12.txt"], await FeedScene.NamesAsync(Scene.Storage.Observations));

        await Scene.LookLaterAsync(TimeSpan.FromHours(1));

        Assert.Equal(["airports/2025-08-01/12.txt", "airports/2025-08-01/13.txt"], await FeedScene.NamesAsync(Scene.Storage.Observations));
    }

    [Fact]
    public async Task AnHourWithoutReportsIsNotAskedForAgainAndAgain()
    {
        await AddAsync("airports", "metar", "", ["RKSI"]);
        for (var hour = 0; hour < 12; hour++)
        {
            await Scene.LookLaterAsync(TimeSpan.FromHours(1));
        }

        // The server has no such station: of each hour it answers with nothing.
        Assert.Empty(await FeedScene.NamesAsync(Scene.Storage.Observations));
        Assert.NotEmpty(Scene.Server.Requests);
        Assert.All(Scene.Server.Requests.GroupBy(r => r.Path), g => Assert.InRange(g.Count(), 1, 2));
    }

    /// <summary>
    /// Reports as the API gives them (format=raw, 2026, quoted in the documentation of several clients), one of the month before.
    /// </summary>
    [Fact]
    public async Task AReportIsOfTheMonthThatBringsItNearestToTheHourThatWasAskedFor()
    {
        const string Raw = """
            METAR EGLL 131320Z 32008KT 9999 -RA FEW010 BKN020 15/13 Q1006
            SPECI KLAX 010753Z 17006KT 10SM FEW012 BKN016 BKN028 17/16 A2976 RMK AO2 SLP076 T01720156 402280139 $
            KLAX 312353Z 24007KT 10SM SCT012 BKN015 BKN075 18/16 A2977 RMK AO2 SLP079 T01780156 $
            TAF KLAX 010520Z 0106/0212 25008KT P6SM
            """;

        using var output = new MemoryStream();
        await MetarFeed.DateAsync(
            new MemoryStream(Encoding.UTF8.GetBytes(Raw)),
            output,
            new DateTimeOffset(2026, 1, 1, 8, 5, 0, TimeSpan.Zero));

        var lines = Encoding.UTF8.GetString(output.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(3, lines.Length);
        Assert.StartsWith("202601131320 METAR EGLL", lines[0], StringComparison.Ordinal);
        Assert.StartsWith("202601010753 SPECI KLAX", lines[1], StringComparison.Ordinal);
        Assert.StartsWith("202512312353 KLAX", lines[2], StringComparison.Ordinal);
    }

    [Fact]
    public async Task AMetarAnswerThatIsNoReportIsNotStored()
    {
        await AddAsync("airports", "metar", "", ["RKTP"]);
        Scene.Server.Faults.Add(new Fault { Meets = _ => true, IsPage = true, Times = 100 });

        Assert.NotNull(Assert.Single(await Scene.LookAsync()).Error);
        Assert.Empty(await FeedScene.NamesAsync(Scene.Storage.Observations));
    }
}
