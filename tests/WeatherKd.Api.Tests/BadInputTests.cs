using CsCheck;
using WeatherKd.TestSupport;

namespace WeatherKd.Api.Tests;

public sealed class BadInputTests(SharedService shared) : IClassFixture<SharedService>
{
    private readonly ApiService _service = shared.Service;

    [Theory]
    [InlineData("", "station")]
    [InlineData("station=", "station")]
    [InlineData("station=../129", "station")]
    [InlineData("station=12%009", "station")]
    [InlineData("station=129&station=108", "station")]
    [InlineData("station=129&latitude=36&longitude=126", "latitude")]
    [InlineData("latitude=NaN&longitude=126", "latitude")]
    [InlineData("latitude=91&longitude=126", "latitude")]
    [InlineData("latitude=36", "longitude")]
    [InlineData("latitude=36&longitude=Infinity", "longitude")]
    [InlineData("latitude=36&longitude=126&max_distance_km=-1", "max_distance_km")]
    [InlineData("station=129&hours=0", "hours")]
    [InlineData("station=129&hours=1e9", "hours")]
    [InlineData("station=129&hours=25", "hours")]
    [InlineData("station=129&hours=99999999999999999999", "hours")]
    [InlineData("station=129&variables=temperature", "variables")]
    [InlineData("station=129&quantiles=0.33", "quantiles")]
    [InlineData("station=129&quantiles=1", "quantiles")]
    [InlineData("station=129&timezone=../../etc/passwd", "timezone")]
    [InlineData("station=129&timezone=Asia/Atlantis", "timezone")]
    [InlineData("station=129&format=xml", "format")]
    [InlineData("station=129&as_of=yesterday", "as_of")]
    [InlineData("station=129&student=xyz", "student")]
    [InlineData("station=129&unknown=1", "unknown")]
    [InlineData("latitude=36,37&longitude=126", "longitude")]
    [InlineData("latitude=36,x&longitude=126,127", "latitude")]
    [InlineData("station=129&variables=temperature_2m&hourly=temperature_2m", "hourly")]
    [InlineData("station=129&hourly=warmth", "hourly")]
    [InlineData("station=129&daily=temperature_2m", "daily")]
    [InlineData("station=129&daily=temperature_2m_sum", "daily")]
    [InlineData("station=129&daily=wind_direction_10m_max", "daily")]
    [InlineData("station=129&hours=3&forecast_days=1", "forecast_days")]
    [InlineData("station=129&forecast_days=17", "forecast_days")]
    [InlineData("station=129&past_days=93", "past_days")]
    [InlineData("station=129&past_days=1&as_of=2021-01-30T12:00:00Z", "past_days")]
    [InlineData("station=129&temperature_unit=kelvin", "temperature_unit")]
    [InlineData("station=129&wind_speed_unit=knots", "wind_speed_unit")]
    [InlineData("station=129&precipitation_unit=cm", "precipitation_unit")]
    [InlineData("station=129&variables=pm10&daily=pm10_max&format=csv", "daily")]
    public async Task IsA400ThatNamesTheParameterAndWhatIsAllowed(string query, string parameter)
    {
        var (status, problem) = await _service.JsonAsync("/api/v1/forecast?" + query);

        Assert.Equal(400, status);
        Assert.Equal(parameter, problem.GetProperty("parameter").GetString());
        Assert.NotEmpty(problem.GetProperty("allowed").GetString()!);
        Assert.Contains(problem.GetProperty("allowed").GetString()!, problem.GetProperty("detail").GetString());
    }

    [Theory]
    [InlineData("lat=37&lon=126.5", "latitude")]
    [InlineData("station=129&parameters=temperature_2m", "variables")]
    [InlineData("station=129&forecast_hours=6", "hours")]
    [InlineData("station=129&varables=temperature_2m", "variables")]
    public async Task AParameterByTheNameThatOthersGiveItIsToldOurs(string query, string meant)
    {
        var (status, problem) = await _service.JsonAsync("/api/v1/forecast?" + query);

        Assert.Equal(400, status);
        Assert.EndsWith($"; perhaps {meant} is meant", problem.GetProperty("allowed").GetString());
    }

    [Theory]
    [InlineData("", "Parameter 'station' is missing; needed: a station id")]
    [InlineData("latitude=36", "Parameter 'longitude' is missing; needed: latitude and longitude together")]
    public async Task AMissingParameterIsSaidToBeMissing(string query, string said)
    {
        var (_, problem) = await _service.JsonAsync("/api/v1/forecast?" + query);

        Assert.StartsWith(said, problem.GetProperty("detail").GetString());
        Assert.Equal(System.Text.Json.JsonValueKind.Null, problem.GetProperty("given").ValueKind);
    }

    [Theory]
    [InlineData("hours=1&start_date=2021-01-01&end_date=2021-01-02", "hours")]
    [InlineData("start_date=2021-01-01", "end_date")]
    [InlineData("end_date=2021-01-01", "start_date")]
    [InlineData("start_date=2021-01-02&end_date=2021-01-01", "end_date")]
    [InlineData("start_date=2020-01-01&end_date=2021-01-01", "end_date")]
    [InlineData("start_date=2021-02-30&end_date=2021-03-01", "start_date")]
    [InlineData("format=geojson", "format")]
    public async Task ObservationsRefuseWhatIsNoPeriod(string query, string parameter)
    {
        var (status, problem) = await _service.JsonAsync("/api/v1/stations/129/observations?" + query);

        Assert.Equal(400, status);
        Assert.Equal(parameter, problem.GetProperty("parameter").GetString());
    }

    [Theory]
    [InlineData("bbox=1,2,3", "bbox")]
    [InlineData("bbox=120,40,130,30", "bbox")]
    [InlineData("bbox=120,-91,130,30", "bbox")]
    [InlineData("limit=0", "limit")]
    [InlineData("offset=-1", "offset")]
    [InlineData("format=xml", "format")]
    [InlineData("search=", "search")]
    public async Task StationListsRefuseWhatIsNoChoice(string query, string parameter)
    {
        var (status, problem) = await _service.JsonAsync("/api/v1/stations?" + query);

        Assert.Equal(400, status);
        Assert.Equal(parameter, problem.GetProperty("parameter").GetString());
    }

    [Fact]
    public async Task ProblemsAreProblemJson()
    {
        using var response = await _service.Http.GetAsync("/api/v1/forecast?station=129&hours=0");

        Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);
        Assert.True(response.Headers.CacheControl!.NoStore);
    }

    [Fact]
    public async Task ThePlatformsKeyIsNotAnUnknownParameter()
    {
        var (status, _) = await _service.JsonAsync("/api/v1/forecast?station=129&code=abc");

        Assert.Equal(200, status);
    }

    [Theory]
    [InlineData(1001, 400)]
    [InlineData(10_000, 414)]
    public async Task TooManyStationsAreRefused(int count, int expected)
    {
        using var response = await _service.Http.GetAsync("/api/v1/forecast?station=" + string.Join(',', Enumerable.Repeat("1", count)));

        Assert.Equal(expected, (int)response.StatusCode);
    }

    [Fact]
    public async Task AQueryOfAMegabyteIsRefusedInAnAnswerThatSaysSo()
    {
        var (status, problem) = await _service.JsonAsync("/api/v1/forecast?station=" + new string('1', 1_000_000));

        Assert.Equal(414, status);
        Assert.Contains("allowed: 8000", problem.GetProperty("detail").GetString());
    }

    [Theory]
    [InlineData("/api/v1/stations/..%2F..%2Fstations", 400)]
    [InlineData("/api/v1/stations/nobody", 404)]
    [InlineData("/api/v1/stations/129?x=1", 400)]
    [InlineData("/api/v1/students/xyz", 400)]
    [InlineData("/api/v1/students/000000000000000000000000000000000", 400)]
    [InlineData("/api/v1/students/0000ffff", 404)]
    [InlineData("/api/v1/verification?student=0000ffff", 404)]
    [InlineData("/api/v1/forecast?station=129&student=0000ffff", 404)]
    [InlineData("/api/v1/students/00000000000000000000000000000000", 404)]
    [InlineData("/api/v1/verification?student=00000000000000000000000000000000", 404)]
    [InlineData("/api/v1/pipeline/runs/%2e%2e%2fsecret", 400)]
    [InlineData("/api/v1/pipeline/runs/nothing", 404)]
    [InlineData("/api/v1/pipeline/runs?count=0", 400)]
    [InlineData("/api/v1/nothing", 404)]
    [InlineData("/assets/..%2fopenapi.json", 404)]
    [InlineData("/api/v1/students/rollback/x/y", 404)]
    public async Task AddressesThatNameNothingAreProblems(string address, int expected)
    {
        var (status, problem) = await _service.JsonAsync(address);

        Assert.Equal(expected, status);
        Assert.Equal(expected, problem.GetProperty("status").GetInt32());
        Assert.NotEmpty(problem.GetProperty("trace_id").GetString()!);
    }

    [Fact]
    public async Task ANulInAPathIsRefusedByTheServer()
    {
        using var response = await _service.Http.GetAsync("/api/v1/stations/12%009");

        Assert.Equal(400, (int)response.StatusCode);
    }

    [Fact]
    public async Task AMethodThatAnAddressDoesNotKnowIsA405Problem()
    {
        using var response = await _service.Http.DeleteAsync("/api/v1/stations");

        Assert.Equal(405, (int)response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);
    }

    [Fact]
    public async Task NoQueryStringIsAnInternalError()
    {
        var word = Gen.OneOf(
            Gen.OneOf(
                "station",
                "latitude",
                "longitude",
                "max_distance_km",
                "variables",
                "hours",
                "quantiles",
                "numerical_model",
                "timezone",
                "format",
                "as_of",
                "student",
                "code",
                "hourly",
                "daily",
                "past_days",
                "forecast_days",
                "temperature_unit",
                "wind_speed_unit",
                "precipitation_unit"),
            Gen.OneOf(
                "129",
                "108,184",
                "36.7",
                "-0",
                "1e400",
                "NaN",
                "all",
                "csv",
                "geojson",
                "Asia/Seoul",
                "UTC",
                "temperature_2m",
                "true",
                "2021-01-30",
                "0.1,0.9",
                "",
                "٣",
                "9999-12-31T23:59:59-23:59",
                "auto",
                "0",
                "1",
                "fahrenheit",
                "kn",
                "inch",
                "temperature_2m_max",
                "weather_code"),
            Gen.String[0, 20]);
        var query = Gen.Select(
            word,
            word,
            Gen.Bool,
            (name, value, escaped) => escaped
                ? Uri.EscapeDataString(name) + "=" + Uri.EscapeDataString(value)
                : Plain(name) + "=" + Plain(value))
            .Array[0, 5].Select(parts => string.Join('&', parts));

        await query.SampleRepeatablyAsync(
            async text =>
            {
                using var response = await _service.Http.GetAsync("/api/v1/forecast?" + text);
                Assert.True((int)response.StatusCode is 200 or 400 or 404 or 414, $"{(int)response.StatusCode} for {text}");
            },
            iterations: 2000);
    }

    /// <summary>Raw characters as a careless client sends them; those that cannot stand in a request line at all are left out.</summary>
    private static string Plain(string text) => string.Concat(text.Where(c => c is > ' ' and < (char)127 and not '#'));
}
