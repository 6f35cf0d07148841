using WeatherKd.Feeds.Settings;
using WeatherKd.TestSupport;

namespace WeatherKd.Feeds.Tests;

/// <summary>The other models, by the addresses that public clients ask.</summary>
public sealed class OtherModelTests(AzuriteFixture azurite) : IAsyncLifetime
{
    private FeedScene _scene = null!;

    public async ValueTask InitializeAsync() => _scene = await FeedScene.StartAsync(azurite);

    public ValueTask DisposeAsync() => _scene.DisposeAsync();

    private FeedSettings Settings(string source) => new()
    {
        Name = source,
        Source = source,
        Address = $"{_scene.Server.Address}{source}/",
        HistoryDays = 0,
        Delay = TimeSpan.FromHours(4),
        RequestsPerSecond = 100,
    };

    private IReadOnlyList<string> Asked => [.. _scene.Server.Requests.Select(r => r.Path).Distinct()];

    /// <summary>Herbie's template of HRRR: hrrr.{date:%Y%m%d}/conus/hrrr.t{date:%H}z.wrfsfcf{fxx:02d}.grib2.</summary>
    [Fact]
    public async Task HrrrIsAskedForAsHerbieDoes()
    {
        _scene.Clock.Now = FeedScene.Noon.AddMinutes(30);
        await _scene.AddAsync(Settings("hrrr") with { Leads = new LeadRange(1, 18, 17) });

        await _scene.LookAsync();

        Assert.Equal(
            ["hrrr/20250801T0800Z/001.grib2", "hrrr/20250801T0800Z/018.grib2"],
            await FeedScene.NamesAsync(_scene.Storage.NumericalModel));
        Assert.Contains("/hrrr/hrrr.20250801/conus/hrrr.t08z.wrfsfcf01.grib2.idx", Asked);
        Assert.Contains("/hrrr/hrrr.20250801/conus/hrrr.t08z.wrfsfcf18.grib2", Asked);
    }

    [Fact]
    public async Task ARunOfHrrrBetweenTheLongOnesEndsAt18Hours()
    {
        _scene.Clock.Now = FeedScene.Noon.AddMinutes(30);
        await _scene.AddAsync(Settings("hrrr") with { Leads = new LeadRange(18, 48, 1) });

        await _scene.LookAsync();

        Assert.Equal(["hrrr/20250801T0800Z/018.grib2"], await FeedScene.NamesAsync(_scene.Storage.NumericalModel));
    }

    /// <summary>
    /// The pattern of ecmwf-opendata's client:
    /// {_url}/{_yyyymmdd}/{_H}z/{model}/{resol}/{stream}/{_yyyymmddHHMMSS}-{step}h-{stream}-{type}.grib2, and .index for .grib2.
    /// </summary>
    [Theory]
    [InlineData(0, 12, "/ecmwf/20250801/00z/ifs/0p25/oper/20250801000000-3h-oper-fc.index")]
    [InlineData(6, 12, "/ecmwf/20250801/06z/ifs/0p25/scda/20250801060000-3h-scda-fc.index")]
    public async Task EcmwfIsAskedForAsItsOwnClientDoes(int run, int hour, string index)
    {
        _scene.Clock.Now = FeedScene.Noon.AddHours(hour - 12);
        await _scene.AddAsync(Settings("ecmwf") with { Leads = new LeadRange(3, 3, 3), Runs = [run] });

        await _scene.LookAsync();

        Assert.Equal([$"ecmwf/20250801T{run:00}00Z/003.grib2"], await FeedScene.NamesAsync(_scene.Storage.NumericalModel));
        Assert.Equal([index, index.Replace(".index", ".grib2")], Asked);

        // ECMWF has no relative humidity at 2 m: temperature and dew point are fetched, from which it follows.
        Assert.Equal(3, _scene.Server.Requests.Count(r => r.Range.Length > 0));
    }

    /// <summary>
    /// Names of opendata.dwd.de as listed in 2026:
    /// .../icon-eu/grib/00/t_2m/icon-eu_europe_regular-lat-lon_single-level_2026070100_000_T_2M.grib2.bz2.
    /// </summary>
    [Fact]
    public async Task IconEuIsAFileAField()
    {
        await _scene.AddAsync(Settings("icon-eu") with { Leads = new LeadRange(7, 7, 1), Runs = [6] });

        await _scene.LookAsync();

        Assert.Equal(
            [
                "icon-eu/20250801T0600Z/007-relhum_2m.grib2.bz2",
                "icon-eu/20250801T0600Z/007-t_2m.grib2.bz2",
                "icon-eu/20250801T0600Z/007-u_10m.grib2.bz2",
                "icon-eu/20250801T0600Z/007-v_10m.grib2.bz2"
            ],
            await FeedScene.NamesAsync(_scene.Storage.NumericalModel));
        Assert.Contains("/icon-eu/06/t_2m/icon-eu_europe_regular-lat-lon_single-level_2025080106_007_T_2M.grib2.bz2", Asked);
        Assert.Contains("/icon-eu/06/relhum_2m/icon-eu_europe_regular-lat-lon_single-level_2025080106_007_RELHUM_2M.grib2.bz2", Asked);
    }

    /// <summary>
    /// Below opendata.dwd.de/weather/nwp/icon-d2/grib:
    /// {run}/{p}/icon-d2_germany_regular-lat-lon_single-level_{yyyymmddhh}_{fff}_2d_{p}.grib2.bz2, as several public clients have it.
    /// </summary>
    [Fact]
    public async Task IconD2HasItsOwnNames()
    {
        await _scene.AddAsync(Settings("icon-d2") with { Leads = new LeadRange(1, 1, 1), Runs = [6], Variables = ["temperature_2m"] });

        await _scene.LookAsync();

        Assert.Equal(["/icon-d2/06/t_2m/icon-d2_germany_regular-lat-lon_single-level_2025080106_001_2d_t_2m.grib2.bz2"], Asked);
        Assert.Equal(["icon-d2/20250801T0600Z/001-t_2m.grib2.bz2"], await FeedScene.NamesAsync(_scene.Storage.NumericalModel));
    }

    [Theory]
    [InlineData("ecmwf", 3, "ecmwf/20250801T0000Z/003.grib2")]
    [InlineData("icon-eu", 1, "icon-eu/20250801T0000Z/001-vmax_10m.grib2.bz2")]
    [InlineData("icon-d2", 1, "icon-d2/20250801T0000Z/001-vmax_10m.grib2.bz2")]
    [InlineData("gfs", 1, "gfs/20250801T0000Z/001.grib2")]
    public async Task GustsAreFetchedFromEveryModelThatHasThem(string source, int lead, string blob)
    {
        await _scene.AddAsync(Settings(source) with { Leads = new LeadRange(lead, lead, 1), Runs = [0], Variables = ["wind_gusts_10m"] });

        Assert.Null(Assert.Single(await _scene.LookAsync()).Error);

        Assert.Equal([blob], await FeedScene.NamesAsync(_scene.Storage.NumericalModel));
    }

    /// <summary>Of 24 runs a day none comes, those of the day before neither.</summary>
    [Fact]
    public async Task AnIdleDayOfAModelThatRunsEachHourCostsLessThan500Requests()
    {
        await _scene.AddAsync(Settings("hrrr") with { Leads = new LeadRange(1, 18, 1), HistoryDays = 1 });
        _scene.Server.Withholds = true;
        for (var minute = 0; minute < 24 * 60; minute += 5)
        {
            _scene.Clock.Now += TimeSpan.FromMinutes(5);
            await _scene.Round.RunAsync(CancellationToken.None);
        }

        Assert.InRange(_scene.Server.Requests.Count, 24, 500);
    }

    [Fact]
    public async Task ACutBzip2FileIsNotTaken()
    {
        await _scene.AddAsync(Settings("icon-d2") with { Leads = new LeadRange(1, 1, 1), Runs = [6], Variables = ["temperature_2m"] });
        _scene.Server.Faults.Add(new() { Meets = _ => true, Shortened = 200, Times = 10 });

        var look = Assert.Single(await _scene.LookAsync());

        Assert.Contains("The bzip2 file is cut", look.Error, StringComparison.Ordinal);
        Assert.Empty(await FeedScene.NamesAsync(_scene.Storage.NumericalModel));
    }

    [Fact]
    public async Task AnyModelWithAnIndexIsFetchedByItsAddress()
    {
        var root = _scene.Server.Address + "gfs/gfs.{run:yyyyMMdd}/{run:HH}/atmos/gfs.t{run:HH}z.pgrb2.0p25.f{lead:000}";
        await _scene.AddAsync(new FeedSettings
        {
            Name = "own",
            Source = "model-url",
            Address = root,
            IndexAddress = root + ".idx",
            Index = "idx",
            HistoryDays = 0,
            Delay = TimeSpan.FromHours(4),
            Runs = [6],
            Leads = new LeadRange(1, 1, 1),
            Fields = new Dictionary<string, IReadOnlyList<string>> { ["temperature_2m"] = ["TMP:2 m above ground"] },
        });

        await _scene.LookAsync();

        Assert.Equal(["own/20250801T0600Z/001.grib2"], await FeedScene.NamesAsync(_scene.Storage.NumericalModel));
    }

    [Fact]
    public async Task AnyModelOfWholeFilesIsFetchedByItsAddress()
    {
        await _scene.AddAsync(new FeedSettings
        {
            Name = "whole",
            Source = "model-url",
            Address = _scene.Server.Address + "gfs/gfs.{run:yyyyMMdd}/{run:HH}/atmos/gfs.t{run:HH}z.pgrb2.0p25.f{lead:000}",
            HistoryDays = 0,
            Delay = TimeSpan.FromHours(4),
            Runs = [6],
            Leads = new LeadRange(1, 1, 1), Fields = new Dictionary<string, IReadOnlyList<string>> { ["temperature_2m"] = ["-"] },
        });

        await _scene.LookAsync();

        Assert.Equal(
            _scene.Server.Weather.File(FeedScene.Noon.AddHours(-6), 1).Content,
            await FeedScene.ContentAsync(_scene.Storage.NumericalModel, "whole/20250801T0600Z/001"));
    }

    [Fact]
    public async Task HistoryIsFetchedBackToItsFirstDay()
    {
        await _scene.AddAsync(Settings("gfs") with { Leads = new LeadRange(1, 1, 1), Runs = [0, 12], HistoryDays = 3 });

        await _scene.LookAsync();

        Assert.Equal(
            [
                "gfs/20250729T1200Z/001.grib2",
                "gfs/20250730T0000Z/001.grib2",
                "gfs/20250730T1200Z/001.grib2",
                "gfs/20250731T0000Z/001.grib2",
                "gfs/20250731T1200Z/001.grib2",
                "gfs/20250801T0000Z/001.grib2"
            ],
            await FeedScene.NamesAsync(_scene.Storage.NumericalModel));
    }
}
