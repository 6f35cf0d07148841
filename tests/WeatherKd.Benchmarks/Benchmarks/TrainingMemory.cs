using System.Diagnostics;
using WeatherKd.Alignment;
using WeatherKd.Training.Fits;
using WeatherKd.Training.Loop;
using WeatherKd.Training.Windows;
using WeatherKd.TrainingJobs;

namespace WeatherKd.Benchmarks.Benchmarks;

/// <summary>
/// Peak memory of an epoch over ten thousand, a hundred thousand and a million windows, each in a process of its own. A tiny network,
/// because its size is not what grows, and batches of four times the default.
/// </summary>
internal static class TrainingMemory
{
    /// <summary>How this program is started to train on some windows.</summary>
    public const string Command = "training-memory-of";

    private const long HeapLimit = 768L << 20;

    public static int Run()
    {
        Console.WriteLine("| windows | epoch, s of processor time | peak memory of the process, MiB |");
        Console.WriteLine("| --- | --- | --- |");
        foreach (var windows in new[] { 10_000, 100_000, 1_000_000 })
        {
            Console.WriteLine(ThisProgram.OutputAsync(ThisProgram.Within(HeapLimit, Command, $"{windows}")).GetAwaiter().GetResult());
        }

        return 0;
    }

    /// <summary>Trains on some windows in this process.</summary>
    public static async Task<int> MeasureAsync(int windows)
    {
        var source = new GeneratedWindows(windows);
        var settings = new TrainingSettings { HiddenSize = 4, BatchSize = 256, Device = "cpu" };
        var device = TrainingDevice.Choose(settings);
        var scaling = await ScalingFit.FitAsync(source, CancellationToken.None);
        using var trainer = new StudentTrainer(source.Description, StudentVariant.Guided, settings, scaling, device);
        var seconds = await EpochAsync(source, trainer, settings);
        using var process = Process.GetCurrentProcess();
        Console.WriteLine($"| {windows} | {seconds:f0} | {process.PeakWorkingSet64 / 1048576.0:f0} |");
        return 0;
    }

    /// <summary>Processor time of one epoch of steps, reading included, in s.</summary>
    public static async Task<double> EpochAsync(IWindowSource source, StudentTrainer trainer, TrainingSettings settings)
    {
        var windows = new ShuffledWindows(source, DatasetPart.Training, ShuffledWindows.DefaultPoolBytes);
        var started = ProcessorTime.Now;
        await windows.KeepIfSmallAsync(CancellationToken.None);
        var random = trainer.BeginEpoch(1, windows);
        await foreach (var batch in windows.EpochAsync(settings.BatchSize, random, CancellationToken.None))
        {
            trainer.Step(batch, random);
        }

        return (ProcessorTime.Now - started).TotalSeconds;
    }
}
