namespace WeatherKd.Api.Tests;

/// <summary>Boxes, search, pages and forms of <c>/stations</c> on the sample's four stations.</summary>
public sealed class StationListTests(SharedService shared) : IClassFixture<SharedService>
{
    private readonly ApiService _service = shared.Service;

    [Theory]
    [InlineData("", "108 129 184 999")]
    [InlineData("bbox=126,36,127,38", "108 129")]
    [InlineData("bbox=-234,36,-233,38", "108 129")]
    [InlineData("bbox=127.5,-90,-180,90", "999")]
    [InlineData("bbox=-180,-90,180,90", "108 129 184 999")]
    [InlineData("bbox=0,0,1,1", "")]
    [InlineData("search=SEO", "108 129")]
    [InlineData("search=12", "129")]
    [InlineData("search=Seosan%20(129)", "129")]
    [InlineData("search=Nowhere%20yet", "999")]
    [InlineData("limit=2&offset=1", "129 184")]
    public async Task ShowsThoseThatAreMeant(string query, string expected)
    {
        var (_, answer) = await _service.JsonAsync("/api/v1/stations?" + query);

        Assert.Equal(
            expected,
            string.Join(' ', answer.GetProperty("stations").EnumerateArray().Select(s => s.GetProperty("id").GetString())));
    }

    [Fact]
    public async Task PagesLeadFromOneToTheNextUntilAllAreSeen()
    {
        var seen = new List<string>();
        var address = "/api/v1/stations?bbox=120,30,130,40&search=e&limit=2";
        while (address is not null)
        {
            var (_, page) = await _service.JsonAsync(address);
            Assert.Equal(4, page.GetProperty("total").GetInt32());
            seen.AddRange(page.GetProperty("stations").EnumerateArray().Select(s => s.GetProperty("id").GetString()!));
            address = page.GetProperty("next").GetString();
        }

        Assert.Equal(["108", "129", "184", "999"], seen);
    }

    [Fact]
    public async Task TellsWhatEachObservedLast()
    {
        var (_, answer) = await _service.JsonAsync("/api/v1/stations");
        var seosan = answer.GetProperty("stations")[1];

        Assert.Equal(
            SampleWeather.Observed("temperature_2m", SampleWeather.Newest),
            seosan.GetProperty("latest").GetProperty("temperature_2m").GetDouble(),
            0.051);
        Assert.Empty(answer.GetProperty("stations")[3].GetProperty("latest").EnumerateObject());
    }

    [Fact]
    public async Task GeoJsonAndCsvHoldTheSame()
    {
        var (_, geo) = await _service.JsonAsync("/api/v1/stations?format=geojson");
        var csv = (await _service.Http.GetStringAsync("/api/v1/stations?format=csv")).Split("\r\n");

        Assert.Equal(
            [126.4939, 36.7766, 29],
            geo.GetProperty("features")[1].GetProperty("geometry").GetProperty("coordinates").EnumerateArray().Select(c => c.GetDouble()));
        Assert.Equal("Seosan", geo.GetProperty("features")[1].GetProperty("properties").GetProperty("name").GetString());
        Assert.Equal("station,name,latitude (°),longitude (°),elevation (m),last_observation,silent_hours (h)", csv[0]);
        Assert.Equal("129,\"Seosan\",36.7766,126.4939,29,2021-01-30T12:00:00Z,0", csv[2]);
    }
}
