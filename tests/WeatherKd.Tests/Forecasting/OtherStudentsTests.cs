using WeatherKd.Forecasting;
using WeatherKd.Forecasting.Archive;
using WeatherKd.Storage;
using WeatherKd.Students;
using WeatherKd.TestSupport;
using static WeatherKd.Tests.Forecasting.ServingStation;

namespace WeatherKd.Tests.Forecasting;

/// <summary>Students that are not in service: asked for by name, or forecasting in parallel as the challenger.</summary>
public sealed class OtherStudentsTests(AzuriteFixture azurite)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task APredecessorForecastsForWhoeverAsksAndNobodyElseIsTold()
    {
        await using var service = await OpenAsync(azurite);
        await service.ObserveAsync("129", Noon, Mild(48));
        var predecessor = await service.PromoteAsync(3);
        var champion = await service.PromoteAsync(4);

        var asked = (await service.Forecasts.GetAsync(["129"], predecessor, Cancel))[0];
        Assert.Equal((predecessor, 3f), (asked.Student, asked.Mean[0]));
        Assert.Same(asked, (await service.Forecasts.GetAsync(["129"], predecessor, Cancel))[0]);
        Assert.Empty(service.Sink.All);
        Assert.Equal(4, (await service.Forecasts.GetAsync(["129"], champion, Cancel))[0].Mean[0]);
        Assert.Equal(champion, Assert.Single(service.Sink.All).Student);
    }

    [Fact]
    public async Task MoreStudentsThanAreKeptLoadedAreAllServedAlsoAtOnce()
    {
        await using var service = await OpenAsync(azurite);
        await service.ObserveAsync("129", Noon, Mild(48));
        var students = new List<(string Id, float Plus)>();
        for (var plus = 1; plus <= StudentsOnRequest.Most + 3; plus++)
        {
            students.Add((await service.PromoteAsync(plus), plus));
        }

        var asked = students.SelectMany(s => Enumerable.Repeat(s, 5)).ToList();
        var answers = await Task.WhenAll(asked.Select(async s => (await service.Forecasts.GetAsync(["129"], s.Id, Cancel))[0]));
        Assert.Equal(asked, answers.Select(a => (a.Student, a.Mean[0])));
    }

    [Fact]
    public async Task AStudentThatNobodyRegisteredOrWhoseFileWasAlteredIsRefused()
    {
        await using var service = await OpenAsync(azurite);
        await service.ObserveAsync("129", Noon, Mild(48));
        await Assert.ThrowsAsync<UnknownStudentException>(() => service.Forecasts.GetAsync(["129"], new string('0', 32), Cancel));
        var damaged = await service.PromoteAsync(3);
        await service.PromoteAsync(4);
        await service.Storage.Students.GetBlobClient($"{damaged}/student.onnx").DeleteAsync(cancellationToken: Cancel);
        await Assert.ThrowsAsync<StudentDamagedException>(() => service.Forecasts.GetAsync(["129"], damaged, Cancel));
    }

    [Fact]
    public async Task AChallengerForecastsWhereverTheServiceDoesAndItsForecastsLieApart()
    {
        string champion, challenger;
        WeatherStorage storage;
        await using (var service = await OpenAsync(azurite))
        {
            storage = service.Storage;
            await service.ObserveAsync("129", Noon, Mild(48));
            challenger = await service.PromoteAsync(3);
            champion = await service.PromoteAsync(4);
            await service.Registry.SetChallengerAsync(challenger, "test", Cancel);
            await service.Forecasts.GetAsync("129", Cancel);
        }

        Assert.Equal((champion, 4f), Assert.Single(await ReadAsync(storage, ForecastArchive.Issued)));
        Assert.Equal((challenger, 3f), Assert.Single(await ReadAsync(storage, ForecastArchive.Shadow)));
    }

    [Fact]
    public async Task WithoutAChallengerThereAreNoShadowForecasts()
    {
        WeatherStorage storage;
        await using (var service = await OpenAsync(azurite))
        {
            storage = service.Storage;
            await service.ObserveAsync("129", Noon, Mild(48));
            var former = await service.PromoteAsync(3);
            await service.PromoteAsync(4);
            await service.Registry.SetChallengerAsync(former, "test", Cancel);
            await service.Registry.ClearChallengerAsync(Cancel);
            await service.Forecasts.GetAsync("129", Cancel);
        }

        Assert.Single(await ReadAsync(storage, ForecastArchive.Issued));
        Assert.Empty(await ReadAsync(storage, ForecastArchive.Shadow));
    }

    [Fact]
    public async Task AChallengerThatCannotBeLoadedDoesNotTouchTheService()
    {
        await using var service = await OpenAsync(azurite);
        await service.ObserveAsync("129", Noon, Mild(48));
        var challenger = await service.PromoteAsync(3);
        await service.PromoteAsync(4);
        await service.Registry.SetChallengerAsync(challenger, "test", Cancel);
        await service.Storage.Students.GetBlobClient($"{challenger}/student.onnx").DeleteAsync(cancellationToken: Cancel);

        Assert.Equal(4, (await service.Forecasts.GetAsync("129", Cancel)).Mean[0]);
        await service.ObserveAsync("152", Noon, Mild(48));
        Assert.Equal(4, (await service.Forecasts.GetAsync("129", Cancel)).Mean[0]);
    }

    private static async Task<List<(string Student, float First)>> ReadAsync(WeatherStorage storage, string kind)
    {
        using var folder = new WorkFolder();
        return await new ArchiveReader(storage, folder)
            .ReadAsync(kind, DateOnly.MinValue, DateOnly.MaxValue, Cancel)
            .Select(f => (f.Student, f.Mean[0]))
            .ToListAsync(Cancel);
    }
}
