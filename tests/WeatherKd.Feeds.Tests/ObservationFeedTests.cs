using System.Text;
using WeatherKd.Feeds.Settings;
using WeatherKd.Feeds.Sources;
using WeatherKd.Local.Demo.Playing;
using WeatherKd.Observations;
using WeatherKd.Storage;
using WeatherKd.TestSupport;
using WeatherKd.Variables;

namespace WeatherKd.Feeds.Tests;

/// <summary>Feeds of observations: what they ask, and that what they store can be read.</summary>
public sealed class ObservationFeedTests(AzuriteFixture azurite) : IAsyncLifetime
{
    private FeedScene _scene = null!;

    public async ValueTask InitializeAsync() => _scene = await FeedScene.StartAsync(azurite);

    public ValueTask DisposeAsync() => _scene.DisposeAsync();

    private string Root => _scene.Server.Address.ToString();

    [Fact]
    public async Task MetarIsAskedForHourByHourForAllStationsTogether()
    {
        await _scene.AddAsync(new FeedSettings
        {
            Name = "airports",
            Source = "metar",
            Address = Root,
            Stations = ["RKTP", "RKTU"],
            HistoryDays = 0,
            Delay = TimeSpan.FromMinutes(10),
            RequestsPerSecond = 100,
        });
        await _scene.LookLaterAsync(TimeSpan.FromMinutes(15));
        await _scene.AddAsync(new FeedSettings
        {
            Name = "airports",
            Source = "metar",
            Address = Root,
            Stations = ["RKTP", "RKTU"],
            HistoryDays = 1,
            Delay = TimeSpan.FromMinutes(10),
            RequestsPerSecond = 100,
        });

        await _scene.LookLaterAsync();

        Assert.Contains(
            "/metar?ids=RKTP,RKTU&format=raw&taf=false&hours=2&date=20250801_1205Z",
            _scene.Server.Requests.Select(r => r.Path));
        var names = await FeedScene.NamesAsync(_scene.Storage.Observations);
        Assert.Equal(24, names.Count);
        Assert.Contains("airports/2025-08-01/12.txt", names);
        var rows = await ReadAsync("airports/2025-08-01/12.txt");
        Assert.Equal([("RKTP", 12), ("RKTU", 12), ("RKTP", 11), ("RKTU", 11)], rows.StationIds.Zip(rows.ValidTimes, (s, t) => (s, t.Hour)));
        var weather = new WeatherKd.Local.Demo.SimulatedWeather(1).Observe(
            PlayedWeather.Stations[0].Place,
            Series.HourIndex.Floor(FeedScene.Noon));
        Assert.Equal(weather.Temperature, rows.Values["temperature_2m"][0], 0.051);
        Assert.Equal(weather.WindSpeed, rows.Values["wind_speed_10m"][0], 0.26);
    }

    [Fact]
    public async Task WithoutHistoryTheNewestHourIsFetchedAndThenEachHour()
    {
        await _scene.AddAsync(new FeedSettings
        {
            Name = "airports",
            Source = "metar",
            Address = Root,
            Stations = ["RKTP"],
            HistoryDays = 0,
            Delay = TimeSpan.FromMinutes(10),
            RequestsPerSecond = 100,
        });
        await _scene.LookLaterAsync(TimeSpan.FromMinutes(15));
        Assert.Equal(["airports/2025-08-01/12.txt"], await FeedScene.NamesAsync(_scene.Storage.Observations));

        await _scene.LookLaterAsync(TimeSpan.FromHours(1));

        Assert.Equal(["airports/2025-08-01/12.txt", "airports/2025-08-01/13.txt"], await FeedScene.NamesAsync(_scene.Storage.Observations));
    }

    [Fact]
    public async Task AnHourWithoutReportsIsNotAskedForAgainAndAgain()
    {
        await _scene.AddAsync(new FeedSettings
        {
            Name = "airports",
            Source = "metar",
            Address = Root,
            Stations = ["RKSI"],
            HistoryDays = 1,
            RequestsPerSecond = 100,
        });
        for (var hour = 0; hour < 12; hour++)
        {
            await _scene.LookLaterAsync(TimeSpan.FromHours(1));
        }

        // The server has no such station: of each hour it answers with nothing.
        Assert.Empty(await FeedScene.NamesAsync(_scene.Storage.Observations));
        Assert.NotEmpty(_scene.Server.Requests);
        Assert.All(_scene.Server.Requests.GroupBy(r => r.Path), g => Assert.InRange(g.Count(), 1, 2));
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
        await _scene.AddAsync(new FeedSettings
        {
            Name = "airports",
            Source = "metar",
            Address = Root,
            Stations = ["RKTP"],
            RequestsPerSecond = 100,
        });
        _scene.Server.Faults.Add(new Fault { Meets = _ => true, IsPage = true, Times = 100 });

        Assert.NotNull(Assert.Single(await _scene.LookAsync()).Error);
        Assert.Empty(await FeedScene.NamesAsync(_scene.Storage.Observations));
    }

    [Fact]
    public async Task AStationsYearOfGhcnhIsStoredUnderOurIdAndAskedForOnceADay()
    {
        await _scene.AddAsync(new FeedSettings
        {
            Name = "record",
            Source = "ghcnh",
            Address = Root + "ghcnh/",
            Stations = ["RKTP=KSM00047129"],
            HistoryDays = 30,
            RequestsPerSecond = 100,
        });
        await _scene.LookAsync();
        Assert.Equal(["record/2025/RKTP.20250801.psv"], await FeedScene.NamesAsync(_scene.Storage.Observations));
        Assert.Equal("/ghcnh/access/by-year/2025/psv/GHCNh_KSM00047129_2025.psv", Assert.Single(_scene.Server.Requests).Path);
        var rows = await ReadAsync("record/2025/RKTP.20250801.psv");
        Assert.All(rows.StationIds, id => Assert.Equal("RKTP", id));

        await _scene.LookLaterAsync(TimeSpan.FromHours(7));
        Assert.Single(_scene.Server.Requests);
    }

    [Fact]
    public async Task ANewerVersionOfAYearBecomesABlobBesideTheOlderOneAndAnUnchangedOneNone()
    {
        const string File = "/ghcnh/access/by-year/2025/psv/GHCNh_KSM00047129_2025.psv";
        var present = DateTimeOffset.UtcNow;
        _scene.Clock.Now = present;
        var path = File.Replace("2025", $"{present.Year}");
        _scene.Server.Files[path] = "STATION|Station_name|DATE|temperature\nKSM00047129|X|2026-01-01T00:00:00|1.0\n"u8.ToArray();
        await _scene.AddAsync(new FeedSettings
        {
            Name = "record",
            Source = "ghcnh",
            Address = Root + "ghcnh/",
            Stations = ["RKTP=KSM00047129"],
            HistoryDays = 0,
            RequestsPerSecond = 100,
        });
        await _scene.LookAsync();

        // Storage's own clock tells how old a blob is: two days on, the file is asked for again.
        await _scene.LookLaterAsync(TimeSpan.FromDays(2));
        Assert.Equal([200, 304], _scene.Server.Requests.Where(r => r.Path == path).Select(r => r.Status));
        Assert.Single(await FeedScene.NamesAsync(_scene.Storage.Observations));

        _scene.Server.Files[path] = "STATION|Station_name|DATE|temperature\nKSM00047129|X|2026-01-01T00:00:00|2.0\n"u8.ToArray();
        await _scene.LookLaterAsync(TimeSpan.FromDays(1));
        Assert.Equal(2, (await FeedScene.NamesAsync(_scene.Storage.Observations)).Count);
    }

    /// <summary>
    /// An answer of kma_sfctm2.php with its header, as the tests of public clients keep it (station 108, 2015 and 2025; station 901 with
    /// missing values, 2026).
    /// </summary>
    private const string Asos = """
        #START7777
        # YYMMDDHHMI STN  WD   WS GST  GST  GST     PA     PS PT    PR    TA    TD    HM    PV     RN     RN     RN     RN     SD     SD     SD WC WP WW                      CA  CA   CH CT        CT  CT  CT    VS   SS    SI ST    TS    TE    TE    TE    TE  ST   WH BF IR IX
        #        KST  ID  16  m/s  WD   WS   TM    hPa    hPa  -   hPa     C     C     %   hPa     mm    DAY    JUN    INT    HR3    DAY    TOT -- -- ---------------------- TOT MID  MIN -------- TOP MID LOW                  GD     C     5    10    20    30 SEA    m --  -  -
        202509282000 108  32  0.7  -9 -9.0   -9 1000.2 1010.2 -9  -9.0  19.8  16.2  80.0  18.4   -9.0   44.5   44.5   -9.0   -9.0   -9.0   -9.0 -9 -9 -                        7   7   11 -         -9  -9  -9  2907 -9.0 -9.00 -9  19.5  20.8  21.2  21.3  21.6  -9 -9.0 -9  3 -9
        202608031500 901   2 -9.0  -9 -9.0   -9 1010.1 1012.1  7  -0.2 -99.0  25.6  85.0  32.8   -9.0   -9.0   -9.0   -9.0   -9.0   -9.0   -9.0 -9 -9 -                        6   6    4 -         -9  -9  -9  3300  0.0  1.20 -9  36.6 -99.0 -99.0 -99.0 -99.0  -9 -9.0 -9  3 -9
        #7777END
        """;

    [Fact]
    public async Task KmasTableIsAskedForInKoreanTimeAndStoredAsItCame()
    {
        _scene.Configuration["Feeds:Keys:kma"] = "s3cr3t+/key";
        _scene.Server.Files["/kma/kma_sfctm2.php"] = Encoding.UTF8.GetBytes(Asos);
        await _scene.AddAsync(new FeedSettings
        {
            Name = "asos",
            Source = "kma-asos",
            Address = Root + "kma/",
            Stations = ["108", "901"],
            HistoryDays = 0,
            RequestsPerSecond = 100,
        });
        _scene.Clock.Now = FeedScene.Noon.AddMinutes(20);
        await _scene.AddAsync(new FeedSettings
        {
            Name = "asos",
            Source = "kma-asos",
            Address = Root + "kma/",
            Stations = ["108", "901"],
            HistoryDays = 1,
            RequestsPerSecond = 100,
        });

        await _scene.LookAsync();

        Assert.Contains(
            "/kma/kma_sfctm2.php?tm=202508012100&stn=108:901&help=0&authKey=s3cr3t%2B%2Fkey",
            _scene.Server.Requests.Select(r => r.Path));
        var rows = await ReadAsync("asos/2025-08-01/12.txt");
        Assert.Equal(["108", "901"], rows.StationIds);
        Assert.Equal(DateTimeOffset.Parse("2025-09-28T11:00Z"), rows.ValidTimes[0]);
        Assert.Equal([19.8, double.NaN], rows.Values["temperature_2m"]);
        Assert.Equal([16.2, 25.6], rows.Values["dew_point_2m"]);
        Assert.Equal([80, 85], rows.Values["relative_humidity_2m"]);
        Assert.Equal([0.7, double.NaN], rows.Values["wind_speed_10m"]);
        Assert.Equal([320, 20], rows.Values["wind_direction_10m"]);
        Assert.Equal([1000.2, 1010.1], rows.Values["surface_pressure"]);
        Assert.Equal([1010.2, 1012.1], rows.Values["pressure_msl"]);
        Assert.Equal([double.NaN, double.NaN], rows.Values["precipitation"]);
    }

    /// <summary>Lines of kma_pm10.php as the tests of a public client keep them.</summary>
    [Fact]
    public async Task KmasPm10IsRead()
    {
        _scene.Configuration["Feeds:Keys:kma"] = "key";
        _scene.Server.Files["/kma/kma_pm10.php"] =
            "#START7777\n# TM, STN, PM10, FLAG, , MQC,\n202607011800,   108,   39,000000,,=\n202607012230,   100,    0,000000,,=\n202607012300,   100,  -99,000000,,=\n#7777END\n"u8.ToArray();
        _scene.Clock.Now = FeedScene.Noon.AddMinutes(20);
        await _scene.AddAsync(new FeedSettings
        {
            Name = "dust",
            Source = "kma-pm10",
            Address = Root + "kma/",
            Stations = ["108", "100"],
            HistoryDays = 1,
            RequestsPerSecond = 100,
        });

        await _scene.LookAsync();

        Assert.Contains(
            "/kma/kma_pm10.php?tm1=202508012000&tm2=202508012100&stn=108:100&authKey=key",
            _scene.Server.Requests.Select(r => r.Path));
        var rows = await ReadAsync("dust/2025-08-01/12.txt");
        Assert.Equal([39, 0, double.NaN], rows.Values["pm10"]);
    }

    /// <summary>A refusal as the API hub sends it.</summary>
    [Fact]
    public async Task ARefusalOfKmaIsToldAndNotStored()
    {
        _scene.Configuration["Feeds:Keys:kma"] = "key";
        _scene.Server.Files["/kma/kma_sfctm2.php"] = """{"result":{"status":403,"message":"활용신청이 필요한 API 입니다."}}"""u8.ToArray();
        await _scene.AddAsync(new FeedSettings
        {
            Name = "asos",
            Source = "kma-asos",
            Address = Root + "kma/",
            Stations = ["108"],
            HistoryDays = 1,
            RequestsPerSecond = 100,
        });

        Assert.Contains(
            "The API hub refuses: {\"result\":{\"status\":403",
            Assert.Single(await _scene.LookAsync()).Error,
            StringComparison.Ordinal);
        Assert.Empty(await FeedScene.NamesAsync(_scene.Storage.Observations));
    }

    [Fact]
    public async Task ACutTableOfKmaIsNotStored()
    {
        _scene.Configuration["Feeds:Keys:kma"] = "key";
        _scene.Server.Files["/kma/kma_sfctm2.php"] = Encoding.UTF8.GetBytes(Asos[..^60]);
        await _scene.AddAsync(new FeedSettings
        {
            Name = "asos",
            Source = "kma-asos",
            Address = Root + "kma/",
            Stations = ["108"],
            HistoryDays = 1,
            RequestsPerSecond = 100,
        });

        Assert.Contains("#7777END is missing", Assert.Single(await _scene.LookAsync()).Error, StringComparison.Ordinal);
        Assert.Empty(await FeedScene.NamesAsync(_scene.Storage.Observations));
    }

    [Fact]
    public async Task AKeyThatIsNotConfiguredIsToldByItsName()
    {
        await _scene.AddAsync(new FeedSettings
        {
            Name = "asos",
            Source = "kma-asos",
            Address = Root + "kma/",
            Stations = ["108"],
            HistoryDays = 1,
        });

        Assert.Contains("set WEATHERKD_Feeds__Keys__kma", Assert.Single(await _scene.LookAsync()).Error, StringComparison.Ordinal);
        Assert.Empty(_scene.Server.Requests);
    }

    [Fact]
    public async Task AKeyIsInNoBlobAndInNoError()
    {
        const string Key = "s3cr3t";
        _scene.Configuration["Feeds:Keys:kma"] = Key;
        _scene.Server.Files["/kma/kma_sfctm2.php"] = Encoding.UTF8.GetBytes(Asos);
        _scene.Server.Faults.Add(new Fault { Meets = _ => true, Status = 403, Times = 3 });
        _scene.Server.Faults.Add(new Fault { Meets = _ => true, Redirect = "https://elsewhere.example.org/?authKey=" + Key, Times = 3 });
        await _scene.AddAsync(new FeedSettings
        {
            Name = "asos",
            Source = "kma-asos",
            Address = Root + "kma/",
            Stations = ["108"],
            HistoryDays = 1,
            RequestsPerSecond = 100,
        });

        var looks = new[] { await _scene.LookAsync(), await _scene.LookLaterAsync(), await _scene.LookLaterAsync() };

        Assert.Contains(looks.SelectMany(l => l), l => l.Error is not null);
        Assert.DoesNotContain(looks.SelectMany(l => l), l => l.Error?.Contains(Key, StringComparison.Ordinal) == true);
        var blobs = await FeedScene.BlobsAsync(_scene.Storage.Observations);
        Assert.NotEmpty(blobs);
        Assert.All(blobs, b => Assert.DoesNotContain(b.Metadata.Values, v => v.Contains(Key, StringComparison.Ordinal)));
        Assert.All(blobs, b => Assert.Contains("authKey={key}", b.Metadata["weatherkd_address"], StringComparison.Ordinal));
        foreach (var name in await FeedScene.NamesAsync(_scene.Storage.Pipeline))
        {
            Assert.DoesNotContain(
                Key,
                Encoding.UTF8.GetString(await FeedScene.ContentAsync(_scene.Storage.Pipeline, name)),
                StringComparison.Ordinal);
        }
    }

    /// <summary>
    /// An answer of getMsrstnAcctoRltmMesureDnsty as public clients quote it (2024), with a flagged value and one that is a dash.
    /// </summary>
    [Fact]
    public async Task AirKoreasAnswerIsStoredAsATableUnderOurId()
    {
        _scene.Configuration["Feeds:Keys:airkorea"] = "abc%2Bdef%3D%3D";
        _scene.Server.Files["/airkorea/getMsrstnAcctoRltmMesureDnsty"] = """
            {"response":{"body":{"totalCount":3,"items":[
            {"so2Grade":"1","coFlag":null,"khaiValue":"59","so2Value":"0.004","coValue":"0.4","pm10Flag":null,"o3Grade":"1","pm10Value":"28","khaiGrade":"2","sidoName":"서울","no2Flag":null,"no2Grade":"1","o3Flag":null,"so2Flag":null,"dataTime":"2024-10-25 11:00","coGrade":"1","no2Value":"0.023","stationName":"종로구","pm10Grade":"2","o3Value":"0.022"},
            {"pm10Flag":"통신장애","pm10Value":"999","dataTime":"2024-10-25 10:00"},
            {"pm10Flag":null,"pm10Value":"-","dataTime":"2024-10-24 24:00"}],
            "pageNo":1,"numOfRows":24},"header":{"resultMsg":"NORMAL_CODE","resultCode":"00"}}}
            """u8.ToArray();
        await _scene.AddAsync(new FeedSettings
        {
            Name = "air",
            Source = "airkorea",
            Address = Root + "airkorea/",
            Stations = ["108=종로구"],
            HistoryDays = 1,
            RequestsPerSecond = 100,
        });

        await _scene.LookAsync();

        // The key that the portal hands out escaped is sent as the same key.
        Assert.Contains(
            "serviceKey=abc%2Bdef%3D%3D&returnType=json&numOfRows=24&pageNo=1&stationName=%EC%A2%85%EB%A1%9C%EA%B5%AC&dataTerm=DAILY",
            Assert.Single(_scene.Server.Requests).Path,
            StringComparison.Ordinal);
        var rows = await ReadAsync((await FeedScene.NamesAsync(_scene.Storage.Observations)).Single());
        Assert.Equal([28, double.NaN, double.NaN], rows.Values["pm10"]);
        Assert.Equal(DateTimeOffset.Parse("2024-10-25T02:00Z"), rows.ValidTimes[0]);
        Assert.Equal(DateTimeOffset.Parse("2024-10-24T15:00Z"), rows.ValidTimes[2]);
        Assert.All(rows.StationIds, id => Assert.Equal("108", id));
    }

    /// <summary>
    /// An answer of getCtprvnRltmMesureDnsty for the whole country (전국), with the members that public clients read. From 21 stations on,
    /// an hour is one request, whatever their number.
    /// </summary>
    [Fact]
    public async Task ManyStationsOfAirKoreaAreOneRequestAnHour()
    {
        _scene.Configuration["Feeds:Keys:airkorea"] = "key";
        Answer("2025-08-01 20:00");
        var stations = new[] { "108=종로구", "159=부산/중구" }.Concat(Enumerable.Range(0, 19).Select(i => $"S{i}=측정소{i}")).ToList();
        _scene.Clock.Now = FeedScene.Noon.AddMinutes(25);
        await _scene.AddAsync(new FeedSettings
        {
            Name = "air",
            Source = "airkorea",
            Address = Root + "airkorea/",
            Stations = stations,
            HistoryDays = 1,
            RequestsPerSecond = 100,
        });

        // 21 h in Korea is not published yet: what stands there is of the hour before.
        await _scene.LookAsync();
        Assert.Empty(await FeedScene.NamesAsync(_scene.Storage.Observations));
        Answer("2025-08-01 21:00");
        await _scene.LookLaterAsync(TimeSpan.FromMinutes(6));

        var rows = await ReadAsync("air/2025-08-01/12.csv");
        Assert.Equal([("108", 28), ("159", double.NaN), ("S0", 5)], rows.StationIds.Zip(rows.Values["pm10"]));
        Assert.All(rows.ValidTimes, time => Assert.Equal(FeedScene.Noon, time));
        Assert.All(
            _scene.Server.Requests,
            r => Assert.Contains(
                "getCtprvnRltmMesureDnsty?serviceKey=key&returnType=json&numOfRows=2000&pageNo=1&sidoName=%EC%A0%84%EA%B5%AD",
                r.Path,
                StringComparison.Ordinal));

        // A day on which each hour is published in time.
        _scene.Server.Requests.Clear();
        _scene.Clock.Now = FeedScene.Noon.AddMinutes(25);
        for (var look = 0; look < 24; look++)
        {
            Answer(_scene.Clock.Now.AddHours(10).ToString("yyyy-MM-dd HH:00", System.Globalization.CultureInfo.InvariantCulture));
            await _scene.LookLaterAsync(TimeSpan.FromHours(1));
        }

        Assert.Equal(24, _scene.Server.Requests.Count);

        void Answer(string time) => _scene.Server.Files["/airkorea/getCtprvnRltmMesureDnsty"] = Encoding.UTF8.GetBytes("""
            {"response":{"body":{"totalCount":5,"items":[
            {"pm10Flag":null,"pm10Value":"28","sidoName":"서울","dataTime":"TIME","stationName":"종로구"},
            {"pm10Flag":null,"pm10Value":"40","sidoName":"서울","dataTime":"TIME","stationName":"중구"},
            {"pm10Flag":"점검및교정","pm10Value":"-","sidoName":"부산","dataTime":"TIME","stationName":"중구"},
            {"pm10Flag":null,"pm10Value":"5","sidoName":"경기","dataTime":"TIME","stationName":"측정소0"},
            {"pm10Flag":null,"pm10Value":"6","sidoName":"경기","dataTime":"TIME","stationName":"다른곳"}],
            "pageNo":1,"numOfRows":2000},"header":{"resultMsg":"NORMAL_CODE","resultCode":"00"}}}
            """.Replace("TIME", time, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(
        """{"response":{"body":{"totalCount":2001,"items":[]},"header":{"resultCode":"00"}}}""",
        "has 2001 stations and answered with 0")]
    [InlineData(
        """{"response":{"body":{"items":[{"sidoName":"서울","stationName":"중구"},{"sidoName":"부산","stationName":"중구"}]},"header":{"resultCode":"00"}}}""",
        "in 서울 and 부산; write 서울/중구")]
    public async Task WhatTheWholeCountrysAnswerLeavesOpenIsTold(string answer, string told)
    {
        _scene.Configuration["Feeds:Keys:airkorea"] = "key";
        _scene.Server.Files["/airkorea/getCtprvnRltmMesureDnsty"] = Encoding.UTF8.GetBytes(answer);
        await _scene.AddAsync(new FeedSettings
        {
            Name = "air",
            Source = "airkorea",
            Address = Root + "airkorea/",
            Stations = [.. Enumerable.Range(0, 20).Select(i => $"S{i}=측정소{i}"), "108=중구"],
            HistoryDays = 1,
            RequestsPerSecond = 100,
        });

        Assert.Contains(told, Assert.Single(await _scene.LookAsync()).Error, StringComparison.Ordinal);
        Assert.Empty(await FeedScene.NamesAsync(_scene.Storage.Observations));
    }

    /// <summary>How the portal refuses: with status 200, in JSON or, whatever was asked for, in XML.</summary>
    [Theory]
    [InlineData(
        """{"response":{"header":{"resultMsg":"LIMITED_NUMBER_OF_SERVICE_REQUESTS_EXCEEDS_ERROR","resultCode":"22"}}}""",
        "AirKorea refuses: 22 LIMITED_NUMBER")]
    [InlineData(
        "<OpenAPI_ServiceResponse><cmmMsgHeader><errMsg>SERVICE ERROR</errMsg></cmmMsgHeader></OpenAPI_ServiceResponse>",
        "an error message in XML")]
    [InlineData("""{"other":1}""", "is not AirKorea's")]
    public async Task ARefusalOfAirKoreaIsTold(string answer, string told)
    {
        _scene.Configuration["Feeds:Keys:airkorea"] = "key";
        _scene.Server.Files["/airkorea/getMsrstnAcctoRltmMesureDnsty"] = Encoding.UTF8.GetBytes(answer);
        await _scene.AddAsync(new FeedSettings
        {
            Name = "air",
            Source = "airkorea",
            Address = Root + "airkorea/",
            Stations = ["108=종로구"],
            HistoryDays = 1,
            RequestsPerSecond = 100,
        });

        Assert.Contains(told, Assert.Single(await _scene.LookAsync()).Error, StringComparison.Ordinal);
        Assert.Empty(await FeedScene.NamesAsync(_scene.Storage.Observations));
    }

    [Fact]
    public async Task AnyObservationFileIsFetchedByItsAddressEachHour()
    {
        _scene.Server.Files["/own.csv"] = "station_id,valid_time,temperature_2m\n129,2025-08-01T11:00:00Z,25.1\n"u8.ToArray();
        _scene.Clock.Now = FeedScene.Noon.AddMinutes(20);
        await _scene.AddAsync(new FeedSettings
        {
            Name = "own",
            Source = "observations-url",
            Address = Root + "own.csv",
            HistoryDays = 3,
            RequestsPerSecond = 100,
        });

        await _scene.LookAsync();
        await _scene.LookLaterAsync();
        await _scene.LookLaterAsync();

        Assert.Equal(["own/2025-08-01/12", "own/2025-08-01/13"], await FeedScene.NamesAsync(_scene.Storage.Observations));
        var rows = await ReadAsync("own/2025-08-01/12");
        Assert.Equal([25.1], rows.Values["temperature_2m"]);
    }

    [Fact]
    public async Task RetentionDeletesWhatTheFeedWroteAndNothingElse()
    {
        var theirs = _scene.Storage.Observations.GetBlobClient("own/by-hand.csv");
        await theirs.UploadAsync(BinaryData.FromString("station_id,valid_time\n"));
        _scene.Server.Files["/own.csv"] = "station_id,valid_time,temperature_2m\n129,2025-08-01T11:00:00Z,25.1\n"u8.ToArray();
        await _scene.AddAsync(new FeedSettings
        {
            Name = "own",
            Source = "observations-url",
            Address = Root + "own.csv",
            HistoryDays = 1,
            Retention = TimeSpan.FromDays(8),
            RequestsPerSecond = 100,
        });
        await _scene.LookAsync();
        Assert.Equal(2, (await FeedScene.NamesAsync(_scene.Storage.Observations)).Count);

        // Ages are by storage's clock, which is the machine's.
        _scene.Clock.Now = DateTimeOffset.UtcNow.AddDays(9);
        _scene.Server.Files["/own.csv"] = null;
        Assert.Equal(1, Assert.Single(await _scene.LookAsync()).Deleted);
        Assert.Equal(["own/by-hand.csv"], await FeedScene.NamesAsync(_scene.Storage.Observations));
    }

    private async Task<ObservationBatch> ReadAsync(string name)
    {
        var path = Path.GetTempFileName();
        try
        {
            await File.WriteAllBytesAsync(path, await FeedScene.ContentAsync(_scene.Storage.Observations, name));
            var batches = new List<ObservationBatch>();
            await foreach (var batch in new ObservationFormats(VariableTable.Default).ReadAsync(
                [new InputFile(path, name)],
                _ => { },
                e => throw e,
                CancellationToken.None))
            {
                batches.Add(batch);
            }

            return Assert.Single(batches);
        }
        finally
        {
            File.Delete(path);
        }
    }
}
