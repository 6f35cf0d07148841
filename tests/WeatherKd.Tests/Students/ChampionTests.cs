using Azure.Storage.Blobs.Models;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using WeatherKd.Storage;
using WeatherKd.Students;
using WeatherKd.TestSupport;

namespace WeatherKd.Tests.Students;

public sealed class ChampionTests(AzuriteFixture azurite) : IAsyncLifetime
{
    private static readonly DateTimeOffset Noon = new(2021, 2, 1, 12, 0, 0, TimeSpan.Zero);
    private readonly FakeTimeProvider _clock = new(Noon);
    private WeatherStorage _storage = null!;
    private StudentRegistry _registry = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _storage = await azurite.NewStorageAsync();
        _registry = Host(_clock);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task TheFirstPromotionIsNumberOneAndHasItsHistory()
    {
        var a = await StudentAsync(1);
        var champion = await _registry.PromoteAsync(a, "p1", "retraining x", "better", expectedSequence: 0, Cancel);
        Assert.Equal(1, champion.Sequence);
        var entry = Assert.Single(await _registry.HistoryAsync(Cancel));
        Assert.Equal(new HistoryEntry(1, ServiceAct.Promotion, a, null, "p1", Noon, "retraining x", "better"), entry);
    }

    [Fact]
    public async Task TheStudentInServiceIsNeverItsOwnChallenger()
    {
        var (a, b) = (await StudentAsync(1), await StudentAsync(2));
        await _registry.PromoteAsync(a, "p1", "test", "better", expectedSequence: 0, Cancel);
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => _registry.SetChallengerAsync(a, "test", Cancel));
        Assert.Contains("is the one in service and cannot be its own challenger", error.Message, StringComparison.Ordinal);
        await _registry.SetChallengerAsync(b, "test", Cancel);
        Assert.Equal(b, (await _registry.ChallengerAsync(Cancel))!.Student);

        await _registry.PromoteAsync(b, "p2", "test", "better", expectedSequence: 1, Cancel);
        Assert.Null(await _registry.ChallengerAsync(Cancel));
    }

    [Fact]
    public async Task OfTwoPromotionsAtOnceOneWinsAndTheOtherIsTold()
    {
        var students = new[] { await StudentAsync(1), await StudentAsync(2) };
        var told = await Task.WhenAll(students.Select(async (student, i) =>
        {
            try
            {
                await Host(_clock).PromoteAsync(student, $"p{i}", "host", "better", expectedSequence: 0, Cancel);
                return null;
            }
            catch (ChampionChangedException e)
            {
                return e.Message;
            }
        }));
        var winner = (await _registry.ChampionAsync(Cancel))!.Value.Student;
        Assert.Contains($"now student {winner} is in service", Assert.Single(told.OfType<string>()), StringComparison.Ordinal);
        Assert.Single(await _registry.HistoryAsync(Cancel));
    }

    [Fact]
    public async Task APromotionDoneTwiceHappensOnceEvenAfterSomethingElseCameBetween()
    {
        var a = await StudentAsync(1);
        var b = await StudentAsync(2);
        await _registry.PromoteAsync(a, "pa", "x", "first", 0, Cancel);
        await _registry.PromoteAsync(b, "pb", "x", "better", 1, Cancel);
        await _registry.RollbackAsync(null, "operator", "worse in the field", Cancel);
        await _registry.PromoteAsync(b, "pb", "x", "better", 1, Cancel);
        Assert.Equal(a, (await _registry.ChampionAsync(Cancel))!.Value.Student);
        Assert.Equal(3, (await _registry.HistoryAsync(Cancel)).Count);
    }

    [Fact]
    public async Task AHistoryEntryLostInACrashIsCompletedFromTheChampion()
    {
        var a = await StudentAsync(1);
        await _registry.PromoteAsync(a, "pa", "x", "first", 0, Cancel);
        var expected = await _registry.HistoryAsync(Cancel);
        await _storage.Students.GetBlobClient("history/1.json").DeleteAsync(cancellationToken: Cancel);
        Assert.Equal(expected, await Host(_clock).HistoryAsync(Cancel));
        Assert.True(await _storage.Students.GetBlobClient("history/1.json").ExistsAsync(Cancel));
    }

    [Fact]
    public async Task ARejectionThatTookTheNumberOfAPromotionMovesOn()
    {
        var a = await StudentAsync(1);
        var b = await StudentAsync(2);
        await _registry.PromoteAsync(a, "pa", "x", "first", 0, Cancel);
        await _registry.PromoteAsync(b, "pb", "x", "better", 1, Cancel);

        // What two hosts leave that both saw number 2 as free: the rejection stands where the promotion belongs.
        await _storage.Students.GetBlobClient("history/2.json").WriteJsonAsync(
            new HistoryEntry(2, ServiceAct.Rejection, "c", a, "rc", Noon, "y", "worse"), Cancel);
        var history = await Host(_clock).HistoryAsync(Cancel);
        Assert.Equal(["rc", "pb", "pa"], history.Select(h => h.PromotionId));
        Assert.Equal([3, 2, 1], history.Select(h => h.Sequence));
    }

    [Fact]
    public async Task RollbackGoesBackAlongTheStudentsThatWereInServiceAndNotToTheOneItLeft()
    {
        var ids = new List<string>();
        for (var i = 0; i < 3; i++)
        {
            ids.Add(await StudentAsync(i));
            await _registry.PromoteAsync(ids[i], $"p{i}", "x", "better", i, Cancel);
        }

        Assert.Equal(ids[1], (await _registry.RollbackAsync(null, "operator", "why", Cancel)).Student);
        Assert.Equal(ids[0], (await _registry.RollbackAsync(null, "operator", "why", Cancel)).Student);
        var nothing = await Assert.ThrowsAsync<InvalidOperationException>(() => _registry.RollbackAsync(null, "operator", "why", Cancel));
        Assert.Contains(ids[0], nothing.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RollbackPassesOverAStudentThatCannotBeLoaded()
    {
        var a = await PromotedAsync(1);
        var b = await PromotedAsync(2);
        await PromotedAsync(3);
        await _storage.Students.GetBlobClient($"{b}/student.onnx").DeleteAsync(cancellationToken: Cancel);
        Assert.Equal(a, (await _registry.RollbackAsync(null, "operator", "why", Cancel)).Student);
    }

    [Fact]
    public async Task ADamagedStudentIsNotPromotedAndTheChampionStays()
    {
        var a = await PromotedAsync(1);
        var b = await StudentAsync(2);
        await _storage.Students.GetBlobClient($"{b}/student.onnx").DeleteAsync(cancellationToken: Cancel);
        await Assert.ThrowsAsync<StudentDamagedException>(() => _registry.PromoteAsync(b, "pb", "x", "better", 1, Cancel));
        Assert.Equal(a, (await _registry.ChampionAsync(Cancel))!.Value.Student);
    }

    [Fact]
    public async Task AChampionThatPointsAtNothingLeavesThePredecessorInService()
    {
        var a = await PromotedAsync(1);
        var b = await PromotedAsync(2);
        foreach (var name in new[] { "student.onnx", "manifest.json" })
        {
            await _storage.Students.GetBlobClient($"{b}/{name}").DeleteAsync(cancellationToken: Cancel);
        }

        var inService = (await Host(_clock).OpenChampionAsync(Cancel))!;
        Assert.Equal(a, inService.Student);
        Assert.Contains($"students/{b}/manifest.json does not exist", inService.Fault, StringComparison.Ordinal);
        inService.Session.Dispose();
    }

    [Fact]
    public async Task HostsWhoseClocksDifferOrderChangesByNumberAndNeverGoBackInTime()
    {
        var behind = new FakeTimeProvider(Noon.AddMinutes(-10));
        await PromotedAsync(1);
        var b = await StudentAsync(2);
        var champion = await Host(behind).PromoteAsync(b, "pb", "slow host", "better", 1, Cancel);
        Assert.Equal(2, champion.Sequence);
        Assert.Equal(Noon, champion.Since);
    }

    [Fact]
    public async Task AnActHasOneEntryAlsoWhereRepliesAreLost()
    {
        var network = new LostReplies("/students/");
        _storage = await azurite.NewStorageAsync(network);
        _registry = Host(_clock);
        var (a, b) = (await StudentAsync(1), await StudentAsync(2));

        await _registry.RecordRejectionAsync(a, "ra", "x", "worse", Cancel);
        await _registry.PromoteAsync(b, "pb", "x", "better", 0, Cancel);
        await _registry.RecordRejectionAsync(a, "ra2", "x", "still worse", Cancel);

        Assert.True(network.Count >= 6, $"{network.Count} replies were lost");
        var entries = new List<string>();
        await foreach (var blob in _storage.Students.GetBlobsAsync(BlobTraits.None, BlobStates.None, "history/", Cancel))
        {
            entries.Add(blob.Name);
        }

        Assert.Equal(["history/1.json", "history/2.json", "history/3.json"], entries);
        Assert.Equal(["ra2", "pb", "ra"], (await _registry.HistoryAsync(Cancel)).Select(h => h.PromotionId));
    }

    private StudentRegistry Host(TimeProvider clock) => new(_storage, clock, NullLogger<StudentRegistry>.Instance);

    private async Task<string> PromotedAsync(float plus)
    {
        var student = await StudentAsync(plus);
        var sequence = (await _registry.ChampionAsync(Cancel))?.Value.Sequence ?? 0;
        await _registry.PromoteAsync(student, $"promote {plus}", "x", "better", sequence, Cancel);
        return student;
    }

    private async Task<string> StudentAsync(float plus) => (await _registry.RegisterAsync(
        new NewStudent { Onnx = HandMadeStudent.Write(plus), Job = "job", NewestRun = Noon }, Cancel)).Id;
}
