using System.Diagnostics;
using WeatherKd.Local.Storage;
using WeatherKd.Local.Tests;
using WeatherKd.Retraining.Workflow;
using WeatherKd.Retraining;

namespace WeatherKd.Benchmarks.Benchmarks;

/// <summary>
/// What the workflow engine adds to a retraining on one machine: all of it, from the start to the recorded outcome, with steps that do
/// nothing, on Azurite. The training's end is told by its event, as the arrival of its result does.
/// </summary>
internal static class Orchestration
{
    private const int Retrainings = 20;
    private const double Limit = 2;

    public static int Run() => RunAsync().GetAwaiter().GetResult();

    private static async Task<int> RunAsync()
    {
        var folder = Directory.CreateTempSubdirectory("weatherkd-benchmark-");
        try
        {
            await using var azurite = await Azurite.StartAsync(folder.FullName, Console.WriteLine, CancellationToken.None);
            var id = string.Empty;
            WorkflowHost? host = null;
            // Only the event ends the wait: the poll interval is far longer than the limit.
            var steps = new ScriptedSteps { PollInterval = TimeSpan.FromMinutes(10) }
                .Before(
                    nameof(RetrainingSteps.StartTraining),
                    _ => host!.Client.RaiseEventAsync(id, RetrainingWorkflow.TrainingEnded, CancellationToken.None));
            await using (host = await WorkflowHost.StartAsync(azurite.ConnectionString, steps))
            {
                var seconds = new double[Retrainings];
                for (var i = 0; i < Retrainings; i++)
                {
                    var request = new RetrainingRequest("nwp", DateTimeOffset.UnixEpoch.AddHours(i), RetrainingRequest.RunComplete);
                    id = RetrainingRequest.InstanceId(request.Model, request.Run);
                    seconds[i] = await TimeAsync(host.Client, id, request);
                }

                Array.Sort(seconds);
                Console.WriteLine(
                    $"orchestration of a retraining, {steps.Done.Count / Retrainings} steps and one event: median "
                    + $"{seconds[Retrainings / 2]:F2} s, longest of {Retrainings} {seconds[^1]:F2} s (at most {Limit:F0} s)");
                return seconds[Retrainings / 2] <= Limit ? 0 : 1;
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<double> TimeAsync(IWorkflowClient workflows, string id, RetrainingRequest request)
    {
        var started = Stopwatch.GetTimestamp();
        await workflows.StartAsync(id, request, CancellationToken.None);
        while (await workflows.FindAsync(id, CancellationToken.None) is { State: WorkflowState.Running })
        {
            await Task.Delay(5);
        }

        return Stopwatch.GetElapsedTime(started).TotalSeconds;
    }
}
