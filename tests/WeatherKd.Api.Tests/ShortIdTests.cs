using WeatherKd.Retraining;
using WeatherKd.Retraining.Workflow;
using WeatherKd.Storage;
using WeatherKd.TestSupport;

namespace WeatherKd.Api.Tests;

/// <summary>Ids by their beginnings, wherever an id is asked for.</summary>
public sealed class ShortIdTests(AzuriteFixture azurite)
{
    private const string First = "abc10000000000000000000000000000";
    private const string Second = "abc20000000000000000000000000000";

    [Fact]
    public async Task AStudentIsNamedByAnyBeginningThatNoOtherHas()
    {
        await using var service = await ApiService.StartAsync(azurite);
        var student = await service.PromoteAsync();
        await SampleVerification.StoreAsync(service.Get<WeatherStorage>(), student, CancellationToken.None);
        var other = await service.RegisterAsync(plus: 3, dataset: "second");
        var beginning = Beginning(student, other);

        var (status, details) = await service.JsonAsync($"/api/v1/students/{beginning}");
        Assert.Equal((200, student), (status, details.GetProperty("student").GetProperty("id").GetString()));
        var (_, report) = await service.JsonAsync($"/api/v1/verification?student={beginning}");
        Assert.Equal(student, report.GetProperty("student").GetString());
        var (_, forecast) = await service.JsonAsync($"/api/v1/forecast?station=129&student={Beginning(other, student)}");
        Assert.Equal(other, forecast.GetProperty("student").GetProperty("id").GetString());
        var (_, promoted) = await service.PostAsync($"/api/v1/students/{Beginning(other, student)}/promote");
        Assert.Equal(other, promoted.GetProperty("student").GetString());
        var (_, back) = await service.PostAsync("/api/v1/students/rollback", new { to = beginning });
        Assert.Equal(student, back.GetProperty("student").GetString());
    }

    [Theory]
    [InlineData("/api/v1/students/abc")]
    [InlineData("/api/v1/verification?student=abc")]
    [InlineData("/api/v1/forecast?station=129&student=abc")]
    public async Task ABeginningThatSeveralHaveIsRefusedWithAllOfThem(string address)
    {
        await using var service = await ApiService.StartAsync(azurite);
        foreach (var id in new[] { First, Second })
        {
            await service.Get<WeatherStorage>().Students.GetBlobClient($"{id}/manifest.json").UploadAsync(BinaryData.FromString("{}"));
        }

        var (status, problem) = await service.JsonAsync(address);

        Assert.Equal(400, status);
        Assert.Equal("urn:weatherkd:problem:ambiguous-id", problem.GetProperty("type").GetString());
        Assert.Equal(
            $"'abc' is the beginning of 2 students: {First}, {Second}; write more of it.",
            problem.GetProperty("detail").GetString());
        Assert.Equal([First, Second], problem.GetProperty("candidates").EnumerateArray().Select(c => c.GetString()));
    }

    [Fact]
    public async Task WhatABeginningMeansIsAskedAnewWithEachRequest()
    {
        await using var service = await ApiService.StartAsync(azurite);
        var student = await service.PromoteAsync();
        var address = $"/api/v1/forecast?station=129&student={student[..4]}";
        Assert.Equal(200, (await service.JsonAsync(address)).Status);

        await service.Get<WeatherStorage>().Students
            .GetBlobClient($"{student[..4]}{new string('0', 28)}/manifest.json")
            .UploadAsync(BinaryData.FromString("{}"));

        Assert.Equal(400, (await service.JsonAsync(address)).Status);
    }

    [Fact]
    public async Task ARunIsNamedByItsBeginningWithOrWithoutWhatAllRunsBeginWith()
    {
        await using var service = await ApiService.StartAsync(azurite);
        Put("retrain-kma-20210129T0000Z");
        Put("retrain-kma-20210130T0000Z");

        foreach (var name in new[] { "retrain-kma-20210130", "kma-20210130T0000Z", "kma-20210130" })
        {
            var (status, run) = await service.JsonAsync("/api/v1/pipeline/runs/" + name);
            Assert.Equal((200, "retrain-kma-20210130T0000Z"), (status, run.GetProperty("run").GetProperty("id").GetString()));
        }

        var (ambiguous, problem) = await service.JsonAsync("/api/v1/pipeline/runs/kma-202101");
        Assert.Equal(400, ambiguous);
        Assert.Equal(2, problem.GetProperty("candidates").GetArrayLength());
        Assert.Equal(404, (await service.JsonAsync("/api/v1/pipeline/runs/kma-2022")).Status);

        void Put(string id) => service.Workflows.Put(new WorkflowInstance(
            id,
            new RetrainingRequest("kma", SampleWeather.Newest, "run complete"),
            WorkflowState.Running,
            SampleWeather.Newest,
            SampleWeather.Newest,
            null,
            null,
            null));
    }

    private static string Beginning(string id, string other) => id[..(Enumerable.Range(0, id.Length).First(i => id[i] != other[i]) + 1)];
}
