using System.Text;
using WeatherKd.TestSupport;

namespace WeatherKd.Feeds.Tests;

/// <summary>AirKorea: what is asked, and that what is stored can be read.</summary>
public sealed class AirKoreaFeedTests(AzuriteFixture azurite) : FeedTestBase(azurite)
{
    /// <summary>
    /// An answer of getMsrstnAcctoRltmMesureDnsty as public clients quote it (2024), with a flagged value and one that is a dash.
    /// </summary>
    [Fact]
    public async Task AirKoreasAnswerIsStoredAsATableUnderOurId()
    {
        Scene.Configuration["Feeds:Keys:airkorea"] = "abc%2Bdef%3D%3D";
        Scene.Server.Files["/airkorea/getMsrstnAcctoRltmMesureDnsty"] = """
            {"response":{"body":{"totalCount":3,"items":[
            {"so2Grade":"1","coFlag":null,"khaiValue":"59","so2Value":"0.004","coValue":"0.4","pm10Flag":null,"o3Grade":"1","pm10Value":"28","khaiGrade":"2","sidoName":"서울","no2Flag":null,"no2Grade":"1","o3Flag":null,"so2Flag":null,"dataTime":"2024-10-25 11:00","coGrade":"1","no2Value":"0.023","stationName":"종로구","pm10Grade":"2","o3Value":"0.022"},
            {"pm10Flag":"통신장애","pm10Value":"999","dataTime":"2024-10-25 10:00"},
            {"pm10Flag":null,"pm10Value":"-","dataTime":"2024-10-24 24:00"}],
            "pageNo":1,"numOfRows":24},"header":{"resultMsg":"NORMAL_CODE","resultCode":"00"}}}
            """u8.ToArray();
        await AddAsync("air", "airkorea", "airkorea/", ["108=종로구"]);

        await Scene.LookAsync();

        // The key that the portal hands out escaped is sent as the same key.
        Assert.Contains(
            "serviceKey=abc%2Bdef%3D%3D&returnType=json&numOfRows=24&pageNo=1&stationName=%EC%A2%85%EB%A1%9C%EA%B5%AC&dataTerm=DAILY",
            Assert.Single(Scene.Server.Requests).Path,
            StringComparison.Ordinal);
        var rows = await Scene.ReadObservationsAsync((await FeedScene.NamesAsync(Scene.Storage.Observations)).Single());
        Assert.Equal([28, double.NaN, double.NaN], rows.Values["pm10"]);
        Assert.Equal(DateTimeOffset.Parse("2024-10-25T02:00Z"), rows.Times[0]);
        Assert.Equal(DateTimeOffset.Parse("2024-10-24T15:00Z"), rows.Times[2]);
        Assert.All(rows.StationIds, id => Assert.Equal("108", id));
    }

    /// <summary>
    /// An answer of getCtprvnRltmMesureDnsty for the whole country (전국), with the members that public clients read. From 21 stations on,
    /// an hour is one request, whatever their number.
    /// </summary>
    [Fact]
    public async Task ManyStationsOfAirKoreaAreOneRequestAnHour()
    {
        Scene.Configuration["Feeds:Keys:airkorea"] = "key";
        Answer("2025-08-01 20:00");
        var stations = new[] { "108=종로구", "159=부산/중구" }.Concat(Enumerable.Range(0, 19).Select(i => $"S{i}=측정소{i}")).ToList();
        Scene.Clock.Now = FeedScene.Noon.AddMinutes(25);
        await AddAsync("air", "airkorea", "airkorea/", stations);

        // 21 h in Korea is not published yet: what stands there is of the hour before.
        await Scene.LookAsync();
        Assert.Empty(await FeedScene.NamesAsync(Scene.Storage.Observations));
        Answer("2025-08-01 21:00");
        await Scene.LookLaterAsync(TimeSpan.FromMinutes(6));

        var rows = await Scene.ReadObservationsAsync("air/2025-08-01/12.csv");
        Assert.Equal([("108", 28), ("159", double.NaN), ("S0", 5)], rows.StationIds.Zip(rows.Values["pm10"]));
        Assert.All(rows.Times, time => Assert.Equal(FeedScene.Noon, time));
        Assert.All(
            Scene.Server.Requests,
            r => Assert.Contains(
                "getCtprvnRltmMesureDnsty?serviceKey=key&returnType=json&numOfRows=2000&pageNo=1&sidoName=%EC%A0%84%EA%B5%AD",
                r.Path,
                StringComparison.Ordinal));

        // A day on which each hour is published in time.
        Scene.Server.Requests.Clear();
        Scene.Clock.Now = FeedScene.Noon.AddMinutes(25);
        for (var look = 0; look < 24; look++)
        {
            Answer(Scene.Clock.Now.AddHours(10).ToString("yyyy-MM-dd HH:00", System.Globalization.CultureInfo.InvariantCulture));
            await Scene.LookLaterAsync(TimeSpan.FromHours(1));
        }

        Assert.Equal(24, Scene.Server.Requests.Count);

        void Answer(string time) => Scene.Server.Files["/airkorea/getCtprvnRltmMesureDnsty"] = Encoding.UTF8.GetBytes("""
            {"response":{"body":{"totalCount":5,"items":[
            {"pm10Flag":null,"pm10Value":"28","sidoName":"서울","dataTime":"TIME","stationName":"종로구"},
            {"pm10Flag":null,"pm10Value":"40","sidoName":"서울","dataTime":"TIME","stationName":"중구"},
            {"pm10Flag":"점검및교정","pm10Value":"-","sidoName":"부산","dataTime":"TIME","stationName":"중구"},
            {"pm10Flag":null,"pm10Value":"5","sidoName":"경기","dataTime":"TIME","stationName":"측정소0"},
            {"pm10Flag":null,"pm10Value":"6","sidoName":"경기","dataTime":"TIME","stationName":"다른곳"}],
            "pageNo":1,"numOfRows":2000},"header":{"resultMsg":"NORMAL_CODE","resultCode":"00"}}}
            """.Replace("TIME", time, StringComparison.Ordinal));
    }

    /// <summary>
    /// One answer has the newest hour of some stations and the one before of others, as a public client measured on 2026-10-02 (448 and 218
    /// of 672).
    /// </summary>
    [Fact]
    public async Task StationsThatAreAnHourBehindAreWaitedForAndThoseOutOfOrderAreNot()
    {
        Scene.Configuration["Feeds:Keys:airkorea"] = "key";
        Scene.Clock.Now = FeedScene.Noon.AddMinutes(25);
        await AddAsync("air", "airkorea", "airkorea/", [.. Enumerable.Range(0, 21).Select(i => $"S{i}=측정소{i}")]);

        Answer("2025-08-01 21:00", "2025-08-01 20:00", "2025-07-30 09:00");
        await Scene.LookAsync();
        Assert.Empty(await FeedScene.NamesAsync(Scene.Storage.Observations));
        Answer("2025-08-01 21:00", "2025-08-01 21:00", "2025-07-30 09:00");
        await Scene.LookLaterAsync(TimeSpan.FromMinutes(6));
        var rows = await Scene.ReadObservationsAsync("air/2025-08-01/12.csv");
        Assert.Equal([1, 2, 3], rows.Values["pm10"]);

        // Who is never in time comes with the hour after.
        Scene.Clock.Now = FeedScene.Noon.AddMinutes(60 + 25);
        Answer("2025-08-01 22:00", "2025-08-01 21:00", "2025-07-30 09:00");
        await Scene.LookAsync();
        Assert.Single(await FeedScene.NamesAsync(Scene.Storage.Observations));
        await Scene.LookLaterAsync(TimeSpan.FromMinutes(20));
        Assert.Equal(2, (await FeedScene.NamesAsync(Scene.Storage.Observations)).Count);

        void Answer(params string[] times)
        {
            var items = times.Select((time, i) =>
                $$"""{"pm10Value":"{{i + 1}}","sidoName":"서울","dataTime":"{{time}}","stationName":"측정소{{i}}"}""");
            Scene.Server.Files["/airkorea/getCtprvnRltmMesureDnsty"] = Encoding.UTF8.GetBytes(
                """{"response":{"body":{"totalCount":3,"items":["""
                + string.Join(',', items)
                + """],"pageNo":1,"numOfRows":2000},"header":{"resultMsg":"NORMAL_CODE","resultCode":"00"}}}""");
        }
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
        Scene.Configuration["Feeds:Keys:airkorea"] = "key";
        Scene.Server.Files["/airkorea/getCtprvnRltmMesureDnsty"] = Encoding.UTF8.GetBytes(answer);
        await AddAsync("air", "airkorea", "airkorea/", [.. Enumerable.Range(0, 20).Select(i => $"S{i}=측정소{i}"), "108=중구"]);

        Assert.Contains(told, Assert.Single(await Scene.LookAsync()).Error, StringComparison.Ordinal);
        Assert.Empty(await FeedScene.NamesAsync(Scene.Storage.Observations));
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
        Scene.Configuration["Feeds:Keys:airkorea"] = "key";
        Scene.Server.Files["/airkorea/getMsrstnAcctoRltmMesureDnsty"] = Encoding.UTF8.GetBytes(answer);
        await AddAsync("air", "airkorea", "airkorea/", ["108=종로구"]);

        Assert.Contains(told, Assert.Single(await Scene.LookAsync()).Error, StringComparison.Ordinal);
        Assert.Empty(await FeedScene.NamesAsync(Scene.Storage.Observations));
    }
}
