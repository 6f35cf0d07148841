namespace WeatherKd.Feeds.Settings;

/// <summary>Providers of observations as they publish them.</summary>
internal static class ObservationSources
{
    private static readonly SourceTerms Kma = new("Data: Korea Meteorological Administration (KMA), API hub", "https://apihub.kma.go.kr/");

    public static IReadOnlyList<SourceDefinition> All { get; } =
    [
        new()
        {
            Name = "metar",
            Title = "METAR of airports from aviationweather.gov (the last 15 days)",
            Form = SourceForm.Metar,
            Address = "https://aviationweather.gov/api/data/",
            Delay = TimeSpan.FromMinutes(10),
            KeepsDays = 15,
            // 100 a minute are allowed; one endpoint is to be asked no more than once a minute by a thread.
            RequestsPerSecond = 1,
            Parallelism = 1,
            Terms = new("Data: NOAA/NWS Aviation Weather Center", "https://aviationweather.gov/data/api/"),
        },
        new()
        {
            Name = "ghcnh",
            Title = "NOAA GHCNh hourly observations by station and year (some days behind)",
            Form = SourceForm.GhcnHourly,
            Address = "https://www.ncei.noaa.gov/oa/global-historical-climatology-network/hourly/",
            Delay = TimeSpan.FromDays(1),
            RequestsPerSecond = 2,
            Parallelism = 2,
            Terms = new(
                "Data: NOAA/NCEI, Global Historical Climatology Network hourly, doi:10.25921/jp3d-3v19",
                "https://www.ncei.noaa.gov/products/global-historical-climatology-network-hourly"),
        },
        new()
        {
            Name = "kma-asos",
            Title = "KMA ASOS hourly observations from the API hub (with a key)",
            Form = SourceForm.KmaHub,
            Address = "https://apihub.kma.go.kr/api/typ01/url/",
            File = "kma_sfctm2.php?tm={run:yyyyMMddHHmm}&stn={stations}&help=0&authKey={key}",
            Delay = TimeSpan.FromMinutes(15),
            Key = "kma",
            RequestsPerSecond = 1,
            Parallelism = 1,
            Terms = Kma,
        },
        new()
        {
            Name = "kma-pm10",
            Title = "KMA PM10 from the API hub (with a key)",
            Form = SourceForm.KmaHub,
            Address = "https://apihub.kma.go.kr/api/typ01/url/",
            File = "kma_pm10.php?tm1={from:yyyyMMddHHmm}&tm2={run:yyyyMMddHHmm}&stn={stations}&authKey={key}",
            Delay = TimeSpan.FromMinutes(15),
            Key = "kma",
            RequestsPerSecond = 1,
            Parallelism = 1,
            Terms = Kma,
        },
        new()
        {
            Name = "airkorea",
            Title = "AirKorea PM10 by station (with a key)",
            Form = SourceForm.AirKorea,
            Address = "https://apis.data.go.kr/B552584/ArpltnInforInqireSvc/",
            Delay = TimeSpan.FromMinutes(20),
            Key = "airkorea",
            KeepsDays = 90,
            RequestsPerSecond = 1,
            Parallelism = 1,
            Terms = new("Data: Korea Environment Corporation, AirKorea", "https://www.data.go.kr/data/15073861/openapi.do"),
        },
        new()
        {
            Name = "observations-url",
            Title = "Any observation file that WeatherKd reads, at an address with {run:…} for the hour, or at a fixed one",
            Form = SourceForm.GenericObservations,
            Delay = TimeSpan.FromMinutes(15),
            Terms = new("", ""),
        },
    ];
}
