using System.Diagnostics;
using WeatherKd.Local.Storage;
using WeatherKd.Local.Tests;
using WeatherKd.Local.Workflow;
using WeatherKd.Retraining;

namespace WeatherKd.Benchmarks.Benchmarks;

/// <summary>
/// How soon things go on: the second start of the demo to its first upload; a step whose host was killed, by another host that stands by
/// and by the same host started again. Processes, engine and storage are real, at the product's settings.
/// </summary>
internal static class StartUp
{
    /// <summary>First argument that turns this program into a host that holds a step until it is killed.</summary>
    public const string Command = "hold-a-step";

    private const string Held = "held";
    private const double DemoLimit = 5, TakeOverLimit = 45;
    private static readonly TimeSpan TakeOverTime = new TaskHubOptions().TakeOverTime;
    private static readonly RetrainingRequest Request = new("nwp", DateTimeOffset.UnixEpoch, RetrainingRequest.RunComplete);

    public static int Run() => RunAsync().GetAwaiter().GetResult();

    /// <summary>Takes a step, says so, and does nothing more until it is killed.</summary>
    /// <param name="account">Connection string of the account.</param>
    public static async Task<int> HoldAsync(string account)
    {
        var steps = new ScriptedSteps().Before(nameof(RetrainingSteps.SettleRun), async stop =>
        {
            Console.WriteLine(Held);
            await Task.Delay(Timeout.Infinite, stop);
        });
        await using var host = await WorkflowHost.StartAsync(account, steps, takeOverTime: TakeOverTime);
        await host.Client.StartAsync(RetrainingRequest.InstanceId(Request.Model, Request.Run), Request, CancellationToken.None);
        await Task.Delay(Timeout.Infinite);
        return 0;
    }

    private static async Task<int> RunAsync()
    {
        var demo = await DemoAsync();
        if (demo is { } seconds)
        {
            Console.WriteLine($"second start of the demo to its first upload: {seconds:F1} s (at most {DemoLimit:F0} s)");
        }

        var other = await ResumedAfterAsync(standsBy: true);
        Console.WriteLine($"a killed host's step, by another host: {other:F1} s after the kill (at most {TakeOverLimit:F0} s)");
        var same = await ResumedAfterAsync(standsBy: false);
        Console.WriteLine(
            $"a killed host's step, by the same host: {same:F1} s after its start; its message becomes visible "
            + $"{TakeOverTime.TotalSeconds:F0} s after it was taken, whoever asks (TaskHub:TakeOverTime)");
        return demo is null or > DemoLimit || other > TakeOverLimit ? 1 : 0;
    }

    /// <summary>Seconds; null where the program was not built.</summary>
    private static async Task<double?> DemoAsync()
    {
        var configuration = new DirectoryInfo(AppContext.BaseDirectory).Name;
        var program = Path.GetFullPath(
            Path.Combine(AppContext.BaseDirectory, "..", "..", "WeatherKd.Local", configuration, "WeatherKd.Local.dll"));
        if (!File.Exists(program))
        {
            Console.Error.WriteLine($"{program} is missing: build src/WeatherKd.Local with -c {configuration}.");
            return null;
        }

        var folder = Directory.CreateTempSubdirectory("weatherkd-benchmark-");
        try
        {
            await ToFirstUploadAsync();
            return await ToFirstUploadAsync();
        }
        finally
        {
            folder.Delete(recursive: true);
        }

        async Task<double> ToFirstUploadAsync()
        {
            var started = Stopwatch.GetTimestamp();
            var start = new ProcessStartInfo("dotnet", [program, "demo", "--data-folder", folder.FullName])
            {
                RedirectStandardOutput = true,
                UseShellExecute = false,
            };
            using var process = Process.Start(start)!;
            while (await process.StandardOutput.ReadLineAsync() is { } line)
            {
                if (line.Contains("Uploading the history", StringComparison.Ordinal))
                {
                    var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
                    process.Kill(entireProcessTree: true);
                    await process.WaitForExitAsync();
                    return seconds;
                }
            }

            throw new InvalidOperationException("The demo ended before its first upload.");
        }
    }

    private static async Task<double> ResumedAfterAsync(bool standsBy)
    {
        var folder = Directory.CreateTempSubdirectory("weatherkd-benchmark-");
        try
        {
            await using var azurite = await Azurite.StartAsync(folder.FullName, Console.Error.WriteLine, CancellationToken.None);
            using var holder = Process.Start(Holder(azurite.ConnectionString))!;
            while (await holder.StandardOutput.ReadLineAsync() is { } line && line != Held)
            {
                // Nothing else of it matters.
            }

            var resumed = new TaskCompletionSource();
            var steps = new ScriptedSteps().Before(nameof(RetrainingSteps.SettleRun), _ =>
            {
                resumed.TrySetResult();
                return Task.CompletedTask;
            });
            if (!standsBy)
            {
                await KillAsync(holder);
            }

            var started = Stopwatch.GetTimestamp();
            await using var host = await WorkflowHost.StartAsync(azurite.ConnectionString, steps, takeOverTime: TakeOverTime);
            if (standsBy)
            {
                // Both have looked for leases by then.
                await Task.Delay(TakeOverTime / 2);
                await KillAsync(holder);
                started = Stopwatch.GetTimestamp();
            }

            await resumed.Task;
            return Stopwatch.GetElapsedTime(started).TotalSeconds;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task KillAsync(Process process)
    {
        process.Kill();
        await process.WaitForExitAsync();
    }

    private static ProcessStartInfo Holder(string account) => ThisProgram.With(Command, account);
}
