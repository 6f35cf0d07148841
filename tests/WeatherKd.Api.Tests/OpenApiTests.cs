using System.Text.Json;
using System.Text.Json.Nodes;
using NJsonSchema;
using WeatherKd.NumericalModels.Checks;
using WeatherKd.Retraining;
using WeatherKd.Retraining.Workflow;
using WeatherKd.Storage;

namespace WeatherKd.Api.Tests;

/// <summary>
/// The OpenAPI document is kept by hand; the service's real answers must be what it says, and every address must be in it.
/// </summary>
public sealed class OpenApiTests(SharedService shared) : IClassFixture<SharedService>
{
    private readonly ApiService _service = shared.Service;

    [Fact]
    public async Task DescribesExactlyTheAddressesThatAreServed()
    {
        var document = await DocumentAsync();
        var described = document["paths"]!
            .AsObject()
            .SelectMany(p => p.Value!.AsObject().Select(o => o.Key.ToUpperInvariant() + " " + p.Key));
        var served = ApiRoutes.All
            .Where(r => r.Pattern is not "/" && !r.Pattern.StartsWith("/assets", StringComparison.Ordinal))
            .Select(r => r.Method + " " + r.Pattern);

        Assert.Equal(served.Order(StringComparer.Ordinal), described.Order(StringComparer.Ordinal));
        Assert.Equal("3.1.0", document["openapi"]!.GetValue<string>());
    }

    [Fact]
    public async Task DescribesEveryParameterOfTheForecast()
    {
        var document = await DocumentAsync();
        var described = document["paths"]!["/api/v1/forecast"]!["get"]!["parameters"]!
            .AsArray()
            .Select(p => p!["name"]!.GetValue<string>());
        var (_, problem) = await _service.JsonAsync("/api/v1/forecast?station=129&what=1");

        Assert.Equal("only the parameters " + string.Join(", ", described), problem.GetProperty("allowed").GetString());
    }

    [Theory]
    [InlineData("/api/v1/forecast?station=129&quantiles=all&numerical_model=true", "ForecastAnswer")]
    [InlineData("/api/v1/forecast?station=129,999&variables=precipitation", "ForecastAnswer")]
    [InlineData("/api/v1/forecast?station=129&student=other", "Problem")]
    [InlineData("/api/v1/forecast?station=129&as_of=2020-01-30T12:00:00Z", "Problem")]
    [InlineData("/api/v1/forecast?latitude=33.5&longitude=126.5", "ForecastAnswer")]
    [InlineData("/api/v1/forecast?station=129&format=geojson", "FeatureCollection")]
    [InlineData("/api/v1/forecast?station=nobody", "Problem")]
    [InlineData("/api/v1/forecast?hours=0", "Problem")]
    [InlineData("/api/v1/forecast?station=129&daily=temperature_2m_max&timezone=auto", "ForecastAnswer")]
    [InlineData("/api/v1/forecast?latitude=33.5,37.5&longitude=126.5,127&past_days=1&hourly=pm10&daily=pm10_mean", "ForecastAnswer")]
    [InlineData("/api/v1/forecast", "Problem")]
    [InlineData("/api/v1/stations", "Stations")]
    [InlineData("/api/v1/stations?limit=1", "Stations")]
    [InlineData("/api/v1/stations?format=geojson", "StationCollection")]
    [InlineData("/api/v1/stations/129/observations?start_date=2021-01-30&end_date=2021-01-30&daily=pm10_max", "Observations")]
    [InlineData("/api/v1/stations/129", "Station")]
    [InlineData("/api/v1/stations/129/observations?hours=12", "Observations")]
    [InlineData("/api/v1/students", "Students")]
    [InlineData("/api/v1/students/champion", "StudentDetails")]
    [InlineData("/api/v1/verification", "Verification")]
    [InlineData("/api/v1/pipeline", "Pipeline")]
    [InlineData("/api/v1/pipeline/runs", "Runs")]
    [InlineData("/api/v1/pipeline/runs/retrain-kma-live", "RunDetails")]
    [InlineData("/healthz", "Live")]
    [InlineData("/readyz", "Ready")]
    public async Task AnswersAreWhatItSays(string address, string schema)
    {
        await SampleVerification.StoreAsync(_service.Get<WeatherStorage>(), shared.Student, CancellationToken.None);
        _service.Workflows.Put(new WorkflowInstance(
            "retrain-kma-live",
            new RetrainingRequest("kma", SampleWeather.Newest, "run complete"),
            WorkflowState.Running,
            SampleWeather.Newest,
            SampleWeather.Newest,
            new RetrainingStatus(RetrainingStage.Training, SampleWeather.Newest, "retrain-kma-live", "training"),
            null,
            null));
        await SampleVerification.StoreSkillAsync(_service.Get<WeatherStorage>(), shared.Student, CancellationToken.None);
        await _service.Get<WeatherStorage>().Quarantine.GetBlobClient("observations/bad.csv.reason.json").WriteJsonAsync(
            new QuarantineReason(
                "observations/bad.csv",
                "00",
                SampleWeather.Newest,
                "No column is a known variable.",
                1,
                null,
                "x",
                "y",
                null,
                null,
                false),
            CancellationToken.None);

        await _service.Get<CheckLedger>().NoteAsync(
            "kma",
            "00",
            new TeacherCheckReport(
                [new RunFindings(SampleWeather.Newest, 10, [new FlaggedCount("temperature_2m", "range", 3)])],
                [],
                [],
                Refusal: null),
            SampleWeather.Newest,
            CancellationToken.None);

        var answer = await _service.Http.GetStringOrProblemAsync(address);
        var errors = (await SchemaAsync(schema)).Validate(answer);

        Assert.True(
            errors.Count == 0,
            string.Join("; ", errors.Select(e => e.ToString())) + "\n" + answer[..Math.Min(2000, answer.Length)]);
    }

    [Fact]
    public async Task ModelRunsOfWhichValuesWereFlaggedStandBesideTheRetrainingsOfTheirTime()
    {
        _service.Workflows.Put(new WorkflowInstance(
            "retrain-kma-live",
            new RetrainingRequest("kma", SampleWeather.Newest, "run complete"),
            WorkflowState.Running,
            SampleWeather.Newest,
            SampleWeather.Newest,
            null,
            null,
            null));
        foreach (var (run, file) in new[] { (SampleWeather.Newest, "00"), (SampleWeather.Newest.AddDays(-60), "01") })
        {
            await _service.Get<CheckLedger>().NoteAsync(
                "kma",
                file,
                new TeacherCheckReport([new RunFindings(run, 10, [new FlaggedCount("temperature_2m", "range", 3)])], [], [], Refusal: null),
                run,
                CancellationToken.None);
        }

        var (_, answer) = await _service.JsonAsync("/api/v1/pipeline/runs");

        var flagged = Assert.Single(answer.GetProperty("flagged_runs").EnumerateArray());
        Assert.Equal(
            ("kma", 3, 10),
            (flagged.GetProperty("model")
                .GetString(), flagged.GetProperty("flagged_values").GetInt32(), flagged.GetProperty("values").GetInt32()));
    }

    [Fact]
    public async Task EveryAnswerHasAnExampleThatIsWhatItSays()
    {
        var document = await DocumentAsync();
        var answers = from path in document["paths"]!.AsObject()
                      from operation in path.Value!.AsObject()
                      from response in operation.Value!["responses"]!.AsObject()
                      from content in response.Value!["content"]?.AsObject() ?? []
                      select (Name: $"{operation.Key} {path.Key} {response.Key} {content.Key}", Content: content.Value!.AsObject());
        foreach (var (name, content) in answers)
        {
            Assert.True(content.ContainsKey("example") || content.ContainsKey("examples"), $"{name} has no example");
            if (content["schema"]!["$ref"] is not { } schema)
            {
                continue;
            }

            foreach (var example in content["examples"]!.AsObject())
            {
                var value = document["components"]!["examples"]![example.Key]!["value"]!.ToJsonString();
                var errors = (await SchemaAsync(schema.GetValue<string>().Split('/')[^1])).Validate(value);
                Assert.True(errors.Count == 0, $"{name}, {example.Key}: {string.Join("; ", errors.Select(e => e.ToString()))}");
            }
        }
    }

    [Fact]
    public async Task AWrongAnswerWouldBeNoticed()
    {
        var answer = JsonNode.Parse(await _service.Http.GetStringAsync("/api/v1/stations/129"))!.AsObject();
        answer["surprise"] = 1;

        Assert.NotEmpty((await SchemaAsync("Station")).Validate(answer.ToJsonString()));
    }

    [Fact]
    public async Task RequestsHttpHasEveryCall()
    {
        var document = await DocumentAsync();
        var calls = (await File.ReadAllLinesAsync(Path.Combine(AppContext.BaseDirectory, "requests.http")))
            .Where(l => l.Contains(" {{host}}", StringComparison.Ordinal))
            .ToList();
        var described = document["paths"]!
            .AsObject()
            .SelectMany(p => p.Value!.AsObject().Select(o => (Method: o.Key.ToUpperInvariant(), Path: p.Key)));

        Assert.All(described, d => Assert.Contains(
            calls,
            c => System.Text.RegularExpressions.Regex.IsMatch(
                c,
                $"^{d.Method} {{{{host}}}}{d.Path.Replace("{id}", "[^/?]+", StringComparison.Ordinal)}([?]|$)",
                default,
                TimeSpan.FromSeconds(1))));
    }

    private async Task<JsonNode> DocumentAsync() => JsonNode.Parse(await _service.Http.GetStringAsync("/api/v1/openapi.json"))!;

    private async Task<JsonSchema> SchemaAsync(string name)
    {
        var text = (await _service.Http.GetStringAsync("/api/v1/openapi.json")).Replace(
            "#/components/schemas/",
            "#/definitions/",
            StringComparison.Ordinal);
        var schemas = JsonNode.Parse(text)!["components"]!["schemas"]!;
        return await JsonSchema.FromJsonAsync(JsonSerializer.Serialize(new { allOf = new[] { Reference(name) }, definitions = schemas }));
    }

    private static Dictionary<string, string> Reference(string name) => new(StringComparer.Ordinal) { ["$ref"] = "#/definitions/" + name };
}

/// <summary>Reading answers of any status.</summary>
internal static class Answers
{
    public static async Task<string> GetStringOrProblemAsync(this HttpClient http, string address)
    {
        using var response = await http.GetAsync(address);
        return await response.Content.ReadAsStringAsync();
    }
}
