using System.Text.Json;
using WeatherKd.Alarms;
using WeatherKd.Storage;
using WeatherKd.TestSupport;
using WeatherKd.Watch;

namespace WeatherKd.Api.Tests;

/// <summary>Alarms that an operator has seen.</summary>
public sealed class AlarmTests(AzuriteFixture azurite)
{
    private const string Address = "/api/v1/pipeline/alarms/acknowledge";

    [Fact]
    public async Task AnAlarmThatWasSeenLeavesTheListAtOnceAndIsToldBesideIt()
    {
        await using var service = await StartAsync();
        var (_, before) = await service.JsonAsync("/api/v1/pipeline");
        Assert.Equal(["LateRun/kma"], Standing(before, "late-run").GetProperty("keys").EnumerateArray().Select(k => k.GetString()));

        var (status, answer) = await service.PostAsync(Address, new { alarms = new[] { "LateRun/kma" }, reason = "the centre is late" });

        Assert.Equal(200, status);
        Assert.Equal("LateRun/kma", answer.GetProperty("acknowledged")[0].GetProperty("key").GetString());
        var (_, after) = await service.JsonAsync("/api/v1/pipeline");
        Assert.DoesNotContain("late-run", Kinds(after));
        var seen = Assert.Single(after.GetProperty("acknowledged").EnumerateArray());
        Assert.Equal(
            ("late-run", "operator", "the centre is late"),
            (seen.GetProperty("kind").GetString(), seen.GetProperty("by").GetString(), seen.GetProperty("reason").GetString()));
    }

    [Fact]
    public async Task NobodyInServiceIsAnAlarmThatCanBeSeenTooAndAllCanBeSeenAtOnce()
    {
        await using var service = await StartAsync();
        Assert.Contains("no-student", Kinds((await service.JsonAsync("/api/v1/pipeline")).Body));

        var (status, answer) = await service.PostAsync(Address, new { all = true });

        Assert.Equal((200, 2), (status, answer.GetProperty("acknowledged").GetArrayLength()));
        Assert.Empty(Kinds((await service.JsonAsync("/api/v1/pipeline")).Body));
    }

    [Theory]
    [InlineData("{}", 400)]
    [InlineData("""{"alarms":[]}""", 400)]
    [InlineData("""{"alarms":["LateRun/kma"],"all":true}""", 400)]
    [InlineData("""{"alarms":"LateRun/kma"}""", 400)]
    [InlineData("""{"alarms":["SilentStation/1"]}""", 404)]
    public async Task OnlyAlarmsThatStandAreSeen(string body, int expected)
    {
        await using var service = await StartAsync();

        var (status, problem) = await service.PostAsync(Address, JsonDocument.Parse(body).RootElement);

        Assert.Equal(expected, status);
        Assert.NotEmpty(problem.GetProperty("detail").GetString()!);
    }

    private static List<string?> Kinds(JsonElement pipeline) =>
        [.. pipeline.GetProperty("alarms").EnumerateArray().Select(a => a.GetProperty("kind").GetString())];

    private static JsonElement Standing(JsonElement pipeline, string kind) =>
        pipeline.GetProperty("alarms").EnumerateArray().Single(a => a.GetProperty("kind").GetString() == kind);

    private async Task<ApiService> StartAsync()
    {
        var service = await ApiService.StartAsync(azurite);
        await service.Get<WeatherStorage>().Pipeline.GetBlobClient("alarms.json").WriteJsonAsync(
            new List<Alarm>
            {
                new(LateRunWatcher.Kind, "kma", "The run due at 12:00 has not come.", SampleWeather.Newest),
                new(NoStudentWatcher.Kind, "service", "Nobody is in service.", SampleWeather.Newest),
            }, CancellationToken.None);
        return service;
    }
}
