using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using WeatherKd.Local.Triggers;
using WeatherKd.Retraining;
using WeatherKd.Retraining.Workflow;
using WeatherKd.Storage;
using WeatherKd.TrainingJobs;

namespace WeatherKd.Local.Demo;

/// <summary>Watches the service from outside, as an operator would, and tells what changes, until nothing is left to do.</summary>
internal sealed class DemoWatch(IServiceProvider services, Action<string> say)
{
    private const string ReasonIndent = "\n            ";
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(1);
    private readonly IWorkflowClient _workflows = services.GetRequiredService<IWorkflowClient>();
    private readonly WeatherStorage _storage = services.GetRequiredService<WeatherStorage>();
    private readonly BlobPoller _poller = services.GetRequiredService<BlobPoller>();
    private readonly Dictionary<string, string> _told = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _epochs = new(StringComparer.Ordinal);

    /// <summary>Waits until all files are handled and no workflow runs.</summary>
    /// <returns>The outcomes of the retrainings that were not left to others.</returns>
    public async Task<IReadOnlyList<RetrainingOutcome>> UntilQuietAsync(CancellationToken cancellationToken)
    {
        // A look that began after the last upload has certainly seen it; the one under way now may not have.
        var firstFullLook = _poller.Looks + 2;
        using var timer = new PeriodicTimer(LookInterval);
        while (true)
        {
            var idleBefore = _poller.IsIdle && _poller.Looks >= firstFullLook;
            var instances = await _workflows.ListAsync(1000, cancellationToken);
            foreach (var instance in instances.Where(i => i.Outcome?.Verdict != RetrainingVerdict.Coalesced))
            {
                await TellAsync(instance, cancellationToken);
            }

            if (idleBefore && instances.All(i => i.State != WorkflowState.Running))
            {
                var coalesced = instances.Count(i => i.Outcome?.Verdict == RetrainingVerdict.Coalesced);
                if (coalesced > 0)
                {
                    say($"{coalesced} more complete model runs were taken along in the same training");
                }

                return
                [
                    .. instances.Select(i => i.Outcome).OfType<RetrainingOutcome>().Where(o => o.Verdict != RetrainingVerdict.Coalesced)
                ];
            }

            await timer.WaitForNextTickAsync(cancellationToken);
        }
    }

    private async Task TellAsync(WorkflowInstance instance, CancellationToken cancellationToken)
    {
        if (instance.Status?.Job is { } job)
        {
            await TellEpochsAsync(job, cancellationToken);
        }

        var text = instance switch
        {
            { Outcome: { } outcome } =>
                $"{instance.Id}: "
                + $"{outcome.Verdict.ToString().ToLowerInvariant()}{string.Concat(outcome.Reasons.Select(r => ReasonIndent + r))}",
            { Failure: { } failure } => $"{instance.Id}: failed: {failure}",
            { Status: { } status } => $"{instance.Id}: {status.Message}",
            _ => $"{instance.Id}: started",
        };
        if (_told.GetValueOrDefault(instance.Id) != text)
        {
            _told[instance.Id] = text;
            say(text);
        }
    }

    /// <summary>
    /// An epoch in words. One over the teacher's archive, and one of an ensemble's member, brings its own and no RMSE of the student.
    /// </summary>
    internal static string LineOf(TrainingProgress epoch) =>
        (epoch.Note ?? $"epoch {epoch.Epoch,2}: RMSE training {epoch.TrainingRmse:F3}, validation {epoch.ValidationRmse:F3}")
        + (epoch.Seconds > 0 ? $" ({epoch.Seconds:F0} s, {epoch.WindowsPerSecond:F0} windows/s)" : string.Empty);

    private async Task TellEpochsAsync(string job, CancellationToken cancellationToken)
    {
        var blob = _storage.Training.GetBlobClient($"{job}/{TrainingJob.Progress}");
        if (!await blob.ExistsAsync(cancellationToken))
        {
            return;
        }

        var content = await blob.DownloadContentAsync(cancellationToken);
        var lines = content.Value.Content.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        foreach (var line in lines.Skip(_epochs.GetValueOrDefault(job)))
        {
            say($"  {LineOf(JsonSerializer.Deserialize<TrainingProgress>(line, WeatherJson.Compact)!)}");
        }

        _epochs[job] = lines.Length;
    }
}
