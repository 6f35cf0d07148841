using System.Text;
using WeatherKd.Feeds.Rounds;
using WeatherKd.Local.Demo.Playing;
using WeatherKd.TestSupport;

namespace WeatherKd.Feeds.Tests;

/// <summary>KMA's API hub: what is asked, and that what is stored can be read; what becomes of a key.</summary>
public sealed class KmaHubFeedTests(AzuriteFixture azurite) : FeedTestBase(azurite)
{
    [Fact]
    public async Task KmasTableIsAskedForInKoreanTimeAndStoredAsItCame()
    {
        Scene.Configuration["Feeds:Keys:kma"] = "s3cr3t+/key";
        Scene.Server.Files["/kma/kma_sfctm2.php"] = Encoding.UTF8.GetBytes(KmaHubAnswers.Synoptic);
        await AddAsync("asos", "kma-asos", "kma/", ["108", "901"], historyDays: 0);
        Scene.Clock.Now = FeedScene.Noon.AddMinutes(20);
        await AddAsync("asos", "kma-asos", "kma/", ["108", "901"]);

        await Scene.LookAsync();

        Assert.Contains(
            "/kma/kma_sfctm2.php?tm=202508012100&stn=108:901&help=0&authKey=s3cr3t%2B%2Fkey",
            Scene.Server.Requests.Select(r => r.Path));
        var rows = await Scene.ReadObservationsAsync("asos/2025-08-01/12.txt");
        Assert.Equal(["108", "901"], rows.StationIds);
        Assert.Equal(DateTimeOffset.Parse("2025-09-28T11:00Z"), rows.Times[0]);
        Assert.Equal([19.8, double.NaN], rows.Values["temperature_2m"]);
        Assert.Equal([16.2, 25.6], rows.Values["dew_point_2m"]);
        Assert.Equal([80, 85], rows.Values["relative_humidity_2m"]);
        Assert.Equal([0.7, double.NaN], rows.Values["wind_speed_10m"]);
        Assert.Equal([320, 20], rows.Values["wind_direction_10m"]);
        Assert.Equal([1000.2, 1010.1], rows.Values["surface_pressure"]);
        Assert.Equal([1010.2, 1012.1], rows.Values["pressure_msl"]);
        Assert.Equal([double.NaN, double.NaN], rows.Values["precipitation"]);
    }

    [Fact]
    public async Task KmasPm10IsRead()
    {
        Scene.Configuration["Feeds:Keys:kma"] = "key";
        Scene.Server.Files["/kma/kma_pm10.php"] = Encoding.UTF8.GetBytes(KmaHubAnswers.Pm10);
        Scene.Clock.Now = FeedScene.Noon.AddMinutes(20);
        await AddAsync("dust", "kma-pm10", "kma/", ["108", "100"]);

        await Scene.LookAsync();

        Assert.Contains(
            "/kma/kma_pm10.php?tm1=202508012000&tm2=202508012100&stn=108:100&authKey=key",
            Scene.Server.Requests.Select(r => r.Path));
        var rows = await Scene.ReadObservationsAsync("dust/2025-08-01/12.txt");
        Assert.Equal([39, 0, double.NaN], rows.Values["pm10"]);
    }

    /// <summary>A refusal as the API hub sends it.</summary>
    [Fact]
    public async Task ARefusalOfKmaIsToldAndNotStored()
    {
        Scene.Configuration["Feeds:Keys:kma"] = "key";
        Scene.Server.Files["/kma/kma_sfctm2.php"] = """{"result":{"status":403,"message":"활용신청이 필요한 API 입니다."}}"""u8.ToArray();
        await AddAsync("asos", "kma-asos", "kma/", ["108"]);

        Assert.Contains(
            "The API hub refuses: {\"result\":{\"status\":403",
            Assert.Single(await Scene.LookAsync()).Error,
            StringComparison.Ordinal);
        Assert.Empty(await FeedScene.NamesAsync(Scene.Storage.Observations));
    }

    [Fact]
    public async Task ACutTableOfKmaIsNotStored()
    {
        Scene.Configuration["Feeds:Keys:kma"] = "key";
        Scene.Server.Files["/kma/kma_sfctm2.php"] = Encoding.UTF8.GetBytes(KmaHubAnswers.Synoptic[..^60]);
        await AddAsync("asos", "kma-asos", "kma/", ["108"]);

        Assert.Contains("#7777END is missing", Assert.Single(await Scene.LookAsync()).Error, StringComparison.Ordinal);
        Assert.Empty(await FeedScene.NamesAsync(Scene.Storage.Observations));
    }

    /// <summary>A table of an hour has some kilobytes; whoever sends without an end is not listened to.</summary>
    [Fact]
    public async Task AnAnswerBeyondItsBoundIsNotFetched()
    {
        Scene.Configuration["Feeds:Keys:kma"] = "key";
        Scene.Server.Files["/kma/kma_sfctm2.php"] = new byte[(16 << 20) + 1];
        await AddAsync("asos", "kma-asos", "kma/", ["108"], historyDays: 0);

        var look = Assert.Single(await Scene.LookAsync());

        Assert.Contains("has 16777217 bytes; 16777216 are allowed", look.Error, StringComparison.Ordinal);
        Assert.Equal(0, look.Bytes);
        Assert.Empty(await FeedScene.NamesAsync(Scene.Storage.Observations));
    }

    [Fact]
    public async Task AKeyThatIsNotConfiguredIsToldByItsName()
    {
        await AddAsync("asos", "kma-asos", "kma/", ["108"]);

        Assert.Contains("set WEATHERKD_Feeds__Keys__kma", Assert.Single(await Scene.LookAsync()).Error, StringComparison.Ordinal);
        Assert.Empty(Scene.Server.Requests);
    }

    [Fact]
    public async Task AKeyIsInNoBlobAndInNoError()
    {
        const string Key = "s3cr+t/==";
        string[] forms = [Key, Uri.EscapeDataString(Key)];
        Scene.Configuration["Feeds:Keys:kma"] = Key;
        var faults = 0;
        Scene.Server.Files["/kma/kma_sfctm2.php"] = Encoding.UTF8.GetBytes(KmaHubAnswers.Synoptic);
        Scene.Server.Faults.Add(new Fault { Meets = _ => true, Status = 403, Times = 3 });
        Scene.Server.Faults.Add(new Fault { Meets = _ => true, Redirect = "https://elsewhere.example.org/?authKey=" + Key, Times = 3 });

        // A refusal that repeats the key, as it is and as it stood in the address.
        Scene.Server.Faults.Add(new Fault
        {
            Meets = _ => true,
            Before = () => Scene.Server.Files["/kma/kma_sfctm2.php"] = Encoding.UTF8.GetBytes(++faults < 4
                ? $"{{\"result\":{{\"status\":401,\"message\":\"{(faults == 1 ? Key : Uri.EscapeDataString(Key))} is not valid\"}}}}"
                : KmaHubAnswers.Synoptic),
            Times = 4,
        });
        await AddAsync("asos", "kma-asos", "kma/", ["108"]);

        var looks = new List<FeedLook>();
        while (looks.Count < 5)
        {
            looks.AddRange(await Scene.LookLaterAsync());
        }

        Assert.Contains(looks, l => l.Error is not null);
        Assert.Contains(Scene.Log.Lines, l => l.Contains("{key} is not valid", StringComparison.Ordinal));
        Assert.All(
            [.. looks.Select(l => l.Error ?? string.Empty), .. Scene.Log.Lines],
            text => Assert.All(forms, form => Assert.DoesNotContain(form, text, StringComparison.Ordinal)));
        var blobs = await FeedScene.BlobsAsync(Scene.Storage.Observations);
        Assert.NotEmpty(blobs);
        Assert.All(blobs, b => Assert.DoesNotContain(b.Metadata.Values, v => v.Contains(Key, StringComparison.Ordinal)));
        Assert.All(blobs, b => Assert.Contains("authKey={key}", b.Metadata["weatherkd_address"], StringComparison.Ordinal));
        foreach (var name in await FeedScene.NamesAsync(Scene.Storage.Pipeline))
        {
            Assert.DoesNotContain(
                Key,
                Encoding.UTF8.GetString(await FeedScene.ContentAsync(Scene.Storage.Pipeline, name)),
                StringComparison.Ordinal);
        }
    }
}
