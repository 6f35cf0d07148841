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
    [InlineData("station=129&student=abc", "student")]
    [InlineData("station=129&unknown=1", "unknown")]
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
    [InlineData("station=129&hourly=temperature_2m", "variables")]
    [InlineData("station=129&forecast_hours=6", "hours")]
    [InlineData("station=129&varables=temperature_2m", "variables")]
    public async Task AParameterByTheNameThatOthersGiveItIsToldOurs(string query, string meant)
    {
        var (status, problem) = await _service.JsonAsync("/api/v1/forecast?" + query);

        Assert.Equal(400, status);
        Assert.EndsWith($"; perhaps {meant} is meant", problem.GetProperty("allowed").GetString());
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
    public async Task AQueryOfAMegabyteIsRefused()
    {
        using var response = await _service.Http.GetAsync("/api/v1/forecast?station=" + new string('1', 60_000));

        Assert.Equal(414, (int)response.StatusCode);
    }

    [Theory]
    [InlineData("/api/v1/stations/..%2F..%2Fstations", 400)]
    [InlineData("/api/v1/stations/nobody", 404)]
    [InlineData("/api/v1/stations/129?x=1", 400)]
    [InlineData("/api/v1/students/xyz", 400)]
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
            Gen.OneOf("station", "latitude", "longitude", "max_distance_km", "variables", "hours", "quantiles", "numerical_model", "timezone", "format", "as_of", "student", "code"),
            Gen.OneOf("129", "108,184", "36.7", "-0", "1e400", "NaN", "all", "csv", "geojson", "Asia/Seoul", "UTC", "temperature_2m", "true", "2021-01-30", "0.1,0.9", "", "٣", "9999-12-31T23:59:59-23:59"),
            Gen.String[0, 20]);
        var query = Gen.Select(word, word, Gen.Bool, (name, value, escaped) => escaped ? Uri.EscapeDataString(name) + "=" + Uri.EscapeDataString(value) : Plain(name) + "=" + Plain(value))
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
