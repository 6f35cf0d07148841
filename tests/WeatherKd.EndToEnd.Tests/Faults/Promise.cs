using System.Security.Cryptography;
using Azure.Storage.Blobs.Models;
using WeatherKd.Local.Triggers;
using WeatherKd.Retraining;
using WeatherKd.Retraining.Workflow;
using WeatherKd.Storage;
using WeatherKd.Students;

namespace WeatherKd.EndToEnd.Tests.Faults;

/// <summary>
/// What must hold of an account once nothing is left to do: each file in store or in quarantine, each complete run with one verdict, a
/// verified student in service.
/// </summary>
internal static class Promise
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Waits until every file is handled and no workflow runs.</summary>
    public static async Task UntilQuietAsync(WeatherStorage storage, IWorkflowClient workflows, TimeSpan patience)
    {
        using var limit = new CancellationTokenSource(patience);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        string? lack;
        while ((lack = await LackAsync(storage, workflows)) is not null)
        {
            Assert.False(limit.IsCancellationRequested, $"After {patience}: {lack}");
            await timer.WaitForNextTickAsync(Cancel);
        }
    }

    /// <summary>Checks it.</summary>
    /// <param name="storage">The account.</param>
    /// <param name="workflows">Its workflows.</param>
    /// <param name="completeRuns">Runs of <see cref="SmallWeather.Model"/> that arrived whole.</param>
    /// <returns>Files, those of them in store, those in quarantine.</returns>
    public static async Task<(int Files, int Stored, int Quarantined)> CheckAsync(
        WeatherStorage storage,
        IWorkflowClient workflows,
        IEnumerable<DateTimeOffset> completeRuns)
    {
        foreach (var run in completeRuns)
        {
            await CheckRunAsync(workflows, RetrainingRequest.InstanceId(SmallWeather.Model, run));
        }

        await CheckChampionAsync(storage);
        return await CheckFilesAsync(storage);
    }

    /// <summary>Checks the files alone.</summary>
    public static async Task<(int Files, int Stored, int Quarantined)> CheckFilesAsync(WeatherStorage storage)
    {
        var segments = await SegmentsAsync(storage);
        var (files, stored, quarantined) = (0, 0, 0);
        foreach (var container in new[] { storage.Observations, storage.NumericalModel })
        {
            await foreach (var item in container.GetBlobsAsync(cancellationToken: Cancel))
            {
                var content = (await container.GetBlobClient(item.Name).DownloadContentAsync(Cancel)).Value.Content;
                var sha256 = Convert.ToHexStringLower(SHA256.HashData(content));
                var name = $"{container.Name}/{item.Name}";
                var reason = await storage.Quarantine
                    .GetBlobClient(name + Quarantine.ReasonSuffix)
                    .TryReadJsonAsync<QuarantineReason>(Cancel);
                var isStored = segments.Contains(sha256);
                var isQuarantined = reason?.Value.Sha256 == sha256 && reason.Value.Reason.Length > 0;
                Assert.True(
                    isStored != isQuarantined,
                    $"{name}: {(isStored ? "both in store and in quarantine" : "neither in store nor in quarantine")}");
                files++;
                stored += isStored ? 1 : 0;
                quarantined += isQuarantined ? 1 : 0;
            }
        }

        return (files, stored, quarantined);
    }

    private static async Task CheckRunAsync(IWorkflowClient workflows, string id)
    {
        var instance = await workflows.FindAsync(id, Cancel);
        Assert.True(
            instance is { State: WorkflowState.Completed, Outcome: not null },
            $"{id}: {instance?.State.ToString() ?? "never started"} {instance?.Failure}");
    }

    private static async Task CheckChampionAsync(WeatherStorage storage)
    {
        var champion = (await storage.Students.GetBlobClient(StudentRegistry.ChampionName).TryReadJsonAsync<Champion>(Cancel))!.Value;
        var verification = await storage.Students
            .GetBlobClient($"{champion.Student}/{StudentRegistry.VerificationName}")
            .DownloadContentAsync(Cancel);
        Assert.Contains("\"passed\": true", verification.Value.Content.ToString(), StringComparison.Ordinal);
        var acts = new List<HistoryEntry>();
        await foreach (var item in storage.Students.GetBlobsAsync(BlobTraits.None, BlobStates.None, "history/", Cancel))
        {
            acts.Add((await storage.Students.GetBlobClient(item.Name).TryReadJsonAsync<HistoryEntry>(Cancel))!.Value);
        }

        Assert.Equal(acts.Count, acts.Select(a => a.PromotionId).Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(champion.Sequence, acts.Where(a => a.Act == ServiceAct.Promotion).Max(a => a.Sequence));
    }

    private static async Task<string?> LackAsync(WeatherStorage storage, IWorkflowClient workflows)
    {
        foreach (var container in new[] { storage.Stations, storage.Observations, storage.NumericalModel })
        {
            var receipts = await Receipts.OpenAsync(storage.Pipeline, container.Name, Cancel);
            await foreach (var blob in container.GetBlobsAsync(cancellationToken: Cancel))
            {
                if (!receipts.Has(blob.Name, blob.Properties.ETag!.Value))
                {
                    return $"{container.Name}/{blob.Name} is not handled";
                }
            }
        }

        return (await workflows.ListAsync(int.MaxValue, Cancel)).FirstOrDefault(i => i.State == WorkflowState.Running) is { } open
            ? $"{open.Id} is not done"
            : null;
    }

    private static async Task<HashSet<string>> SegmentsAsync(WeatherStorage storage)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var item in storage.Store.GetBlobsAsync(cancellationToken: Cancel))
        {
            names.Add(Path.GetFileNameWithoutExtension(item.Name));
        }

        return names;
    }
}
