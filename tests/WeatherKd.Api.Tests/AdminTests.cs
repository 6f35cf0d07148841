using WeatherKd.TestSupport;

namespace WeatherKd.Api.Tests;

public sealed class AdminTests(AzuriteFixture azurite)
{
    [Fact]
    public async Task WithoutTheRightKeyNothingChanges()
    {
        await using var service = await ApiService.StartAsync(azurite);
        var student = await service.RegisterAsync();
        string[] addresses =
        [
            $"/api/v1/students/{student}/promote",
            "/api/v1/students/rollback",
            "/api/v1/pipeline/retrain",
            "/api/v1/pipeline/quarantine/retry",
            "/api/v1/pipeline/backfill",
            "/api/v1/pipeline/alarms/acknowledge",
        ];

        foreach (var address in addresses)
        {
            Assert.Equal(401, (await service.PostAsync(address, key: null)).Status);
            Assert.Equal(403, (await service.PostAsync(address, key: ApiService.AdminKey[..^1])).Status);
        }

        Assert.Null(await service.Registry.ChampionAsync(CancellationToken.None));
        Assert.Empty(await service.Workflows.ListAsync(10, CancellationToken.None));
    }

    [Fact]
    public async Task WithoutAConfiguredKeyNobodyMayChangeAnything()
    {
        await using var service = await ApiService.StartAsync(azurite, ("Api:AdminKey", null));

        Assert.Equal(403, (await service.PostAsync("/api/v1/pipeline/retrain", key: "")).Status);
        Assert.Equal(403, (await service.PostAsync("/api/v1/pipeline/retrain", key: "guess")).Status);
    }

    [Fact]
    public async Task AnOperatorPromotesAndRollsBack()
    {
        await using var service = await ApiService.StartAsync(azurite);
        var first = await service.PromoteAsync();
        var second = await service.RegisterAsync(plus: 3, dataset: "second");

        var promoted = await service.PostAsync($"/api/v1/students/{second}/promote", new { reason = "looks better" });
        Assert.Equal(200, promoted.Status);
        Assert.Equal(second, promoted.Body.GetProperty("student").GetString());
        var (_, students) = await service.JsonAsync("/api/v1/students");
        Assert.Equal("looks better", students.GetProperty("history")[0].GetProperty("reason").GetString());
        Assert.True(students.GetProperty("students")
            .EnumerateArray()
            .Single(s => s.GetProperty("id").GetString() == second)
            .GetProperty("in_service")
            .GetBoolean());

        var back = await service.PostAsync("/api/v1/students/rollback");
        Assert.Equal(first, back.Body.GetProperty("student").GetString());
        Assert.Equal(409, (await service.PostAsync("/api/v1/students/rollback")).Status);
    }

    [Fact]
    public async Task APromotionDecidedOnAnOldStateIsRefused()
    {
        await using var service = await ApiService.StartAsync(azurite);
        await service.PromoteAsync();
        var second = await service.RegisterAsync(plus: 3, dataset: "second");

        var (status, problem) = await service.PostAsync($"/api/v1/students/{second}/promote", new { expected_sequence = 0 });

        Assert.Equal(409, status);
        Assert.Contains("Look again", problem.GetProperty("detail").GetString());
    }

    [Fact]
    public async Task ConcurrentPromotionsLeaveOneChampionAndNoInternalError()
    {
        await using var service = await ApiService.StartAsync(azurite);
        var students = new List<string>();
        for (var i = 0; i < 4; i++)
        {
            students.Add(await service.RegisterAsync(plus: i, dataset: "set" + i));
        }

        var answers = await Task.WhenAll(students.Select(s => service.PostAsync(
            $"/api/v1/students/{s}/promote",
            new { expected_sequence = 0 })));

        Assert.Single(answers, a => a.Status == 200);
        Assert.All(answers, a => Assert.True(a.Status is 200 or 409));
    }

    [Theory]
    [InlineData("{\"raeson\":1}")]
    [InlineData("not json")]
    [InlineData("[[[[[[[[[[")]
    public async Task ABodyThatIsNotUnderstoodIsA400(string body)
    {
        await using var service = await ApiService.StartAsync(azurite);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/students/rollback") { Content = new StringContent(body) };
        request.Headers.Add("X-Admin-Key", ApiService.AdminKey);
        using var response = await service.Http.SendAsync(request);

        Assert.Equal(400, (int)response.StatusCode);
    }

    [Fact]
    public async Task ARetrainingStartsOnceOnTheNewestRun()
    {
        await using var service = await ApiService.StartAsync(azurite);
        await service.PromoteAsync();

        var (status, started) = await service.PostAsync("/api/v1/pipeline/retrain", new { reason = "drift" });
        var (_, again) = await service.PostAsync("/api/v1/pipeline/retrain", new { reason = "drift" });

        Assert.Equal(202, status);
        Assert.Equal("2021-01-30T12:00:00Z", started.GetProperty("run").GetString());
        Assert.True(started.GetProperty("started").GetBoolean());
        Assert.False(again.GetProperty("started").GetBoolean());
        var (_, run) = await service.JsonAsync("/api/v1/pipeline/runs/" + started.GetProperty("id").GetString());
        Assert.Equal("drift", run.GetProperty("run").GetProperty("request").GetProperty("reason").GetString());
    }

    [Fact]
    public async Task BeforeTheFirstChampionForecastsWithoutARunAre503AndTheServiceIsLiveButNotReady()
    {
        await using var service = await ApiService.StartAsync(azurite);
        await service.Get<Recent.RecentSnapshot>().ApplyAsync(
            [SampleWeather.Observations(("555", SampleWeather.Newest))], SampleWeather.Newest, TestContext.Current.CancellationToken);
        using var response = await service.Http.GetAsync("/api/v1/forecast?station=555");

        Assert.Equal(503, (int)response.StatusCode);
        Assert.NotNull(response.Headers.RetryAfter);
        Assert.Equal(200, (await service.JsonAsync("/healthz")).Status);
        Assert.Equal(503, (await service.JsonAsync("/readyz")).Status);
        await service.PromoteAsync();
        Assert.Equal(200, (await service.JsonAsync("/readyz")).Status);
    }
}
