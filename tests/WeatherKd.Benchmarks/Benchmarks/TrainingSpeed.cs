using System.Diagnostics;
using TorchSharp;
using WeatherKd.Alignment;
using WeatherKd.Training.Fits;
using WeatherKd.Training.Loop;
using WeatherKd.Training.Network;
using WeatherKd.Training.Tensors;
using WeatherKd.Training.Windows;
using WeatherKd.TrainingJobs;
using static TorchSharp.torch;

namespace WeatherKd.Benchmarks.Benchmarks;

/// <summary>
/// Training steps against libtorch's own LSTM layers and against bare matrix products of the same shapes on the same thread or device, and
/// the time of an epoch as windows grow. On the CPU in processor time, which a busy machine lengthens less than wall time.
/// </summary>
internal static class TrainingSpeed
{
    /// <summary>Actions before the measured ones: the runtime compiles and libtorch chooses its kernels.</summary>
    private const int WarmUps = 5;

    private static readonly TimeSpan Measured = TimeSpan.FromSeconds(3);

    /// <summary>Measures.</summary>
    /// <param name="arguments">
    /// <c>--device cuda</c> measures there, with <c>--libtorch DIR</c> by another libtorch (docs/gpu.md); <c>--against DIR</c> times
    /// another build of the trainer in turns with this one instead.
    /// </param>
    public static int Run(string[] arguments)
    {
        var options = Options(arguments);
        if (options is null)
        {
            Console.Error.WriteLine("usage: WeatherKd.Benchmarks training [--device cpu|cuda] [--libtorch DIR] [--against DIR]");
            return 2;
        }

        if (options.TryGetValue("--libtorch", out var libtorch))
        {
            Libtorch.LoadFrom(libtorch);
        }

        if (options.TryGetValue("--against", out var against))
        {
            return TrainingAgainst.RunAsync(against).GetAwaiter().GetResult();
        }

        var settings = new TrainingSettings { Device = options.GetValueOrDefault("--device", "cpu") };
        var batches = settings.Device == "cuda" ? new[] { 64, 512, 2048 } : [64, 256];
        var sizes = settings.Device == "cuda" ? new[] { 64, 256 } : [64, 128];
        Console.WriteLine(
            "| hidden | batch | windows/s | bare nn.LSTM, windows/s | share | reading the windows anew, where they are not kept | training, GFLOP/s "
            + "| matrix products, GFLOP/s | share |");
        Console.WriteLine("| --- | --- | --- | --- | --- | --- | --- | --- | --- |");
        foreach (var hidden in sizes)
        {
            foreach (var batch in batches)
            {
                PrintSpeed(settings with { HiddenSize = hidden, BatchSize = batch });
            }
        }

        Console.WriteLine();
        Console.WriteLine($"| windows | epoch, s of {(settings.Device == "cuda" ? "wall-clock" : "processor")} time | windows/s |");
        Console.WriteLine("| --- | --- | --- |");
        foreach (var windows in new[] { 4096, 4 * 4096, 16 * 4096 })
        {
            var seconds = EpochSeconds(new GeneratedWindows(windows), settings);
            Console.WriteLine($"| {windows} | {seconds:f1} | {windows / seconds:f0} |");
        }

        return 0;
    }

    private static Dictionary<string, string>? Options(string[] arguments)
    {
        string[] known = ["--device", "--libtorch", "--against"];
        return arguments.Length % 2 == 0 && arguments.Chunk(2).All(pair => known.Contains(pair[0], StringComparer.Ordinal))
            ? arguments.Chunk(2).ToDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal)
            : null;
    }

    private static void PrintSpeed(TrainingSettings settings)
    {
        var source = new GeneratedWindows(2 * settings.BatchSize);
        var device = TrainingDevice.Choose(settings);
        var scaling = ScalingFit.FitAsync(new GeneratedWindows(2048), CancellationToken.None).GetAwaiter().GetResult();
        using var trainer = new StudentTrainer(source.Description, StudentVariant.Guided, settings, scaling, device);
        var windows = new ShuffledWindows(source, DatasetPart.Training, ShuffledWindows.DefaultPoolBytes);
        windows.KeepIfSmallAsync(CancellationToken.None).GetAwaiter().GetResult();
        (WindowBlock Block, int Index)[] batch =
        [
            .. windows.Whole!.SelectMany(block => Enumerable.Range(0, block.Count).Select(i => (block, i))).Take(settings.BatchSize)
        ];
        var random = trainer.BeginEpoch(1, windows);
        var step = SecondsOf(() => trainer.Step(batch, random), device);
        var reading = SecondsOf(() => Read(trainer.Network, batch, source.Description, settings, device), device);
        var shape = trainer.Network.Shape;
        using var bare = new BareLstm(shape, (int)(settings.BatchSize * (1 + settings.HiddenTeacherShare)), device);
        var lstm = SecondsOf(bare.Step, device);
        var reached = OperationsPerWindow(shape, settings) * settings.BatchSize / step / 1e9;
        var products = BareRate(settings.BatchSize, settings.HiddenSize, device);
        Console.WriteLine(
            $"| {settings.HiddenSize} | {settings.BatchSize} | {settings.BatchSize / step:f0} | {settings.BatchSize / lstm:f0} | "
            + $"{lstm / step:P0} | {reading / step:P0} | {reached:f1} | {products:f1} | {reached / products:P0} |");
    }

    /// <summary>
    /// What a step computes anew of its windows where they are too many to be kept: both showings.
    /// </summary>
    private static void Read(
        StudentNetwork network,
        (WindowBlock Block, int Index)[] batch,
        DatasetDescription description,
        TrainingSettings settings,
        Device device)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        using var whole = WindowBatch.Of(description, batch, null, device);
        using var seen = whole.WithTeacherDropout(
            [.. Enumerable.Range(0, (int)(settings.HiddenTeacherShare * batch.Length)).Select(i => (long)i)]);
        network.Read(seen);
    }

    /// <summary>
    /// Floating-point operations of the LSTM layers' matrix products, forward and twice that backward, the windows shown twice included;
    /// nothing else is counted.
    /// </summary>
    private static double OperationsPerWindow(StudentShape shape, TrainingSettings settings)
    {
        double Layer(int hours, int width) => 2.0 * hours * 4 * shape.Hidden * (shape.Hidden + width);
        var (encoder, decoder) = (shape.EncoderWidth.Common
            + shape.EncoderWidth.Guided, shape.DecoderWidth.Common + shape.DecoderWidth.Guided);
        return 3
            * (1 + settings.HiddenTeacherShare)
            * (Layer(shape.History, encoder)
                + Layer(shape.History, shape.Hidden)
                + Layer(shape.Horizon, decoder)
                + Layer(shape.Horizon, shape.Hidden));
    }

    /// <summary>The recurrent product of a step, by itself: <c>[batch, hidden] × [hidden, 4 hidden]</c>.</summary>
    private static double BareRate(int batch, int hidden, Device device)
    {
        using var x = rand([batch, hidden], device: device);
        using var weights = rand([hidden, 4 * hidden], device: device);
        return 2.0 * batch * hidden * 4 * hidden / SecondsOf(() => x.matmul(weights).Dispose(), device) / 1e9;
    }

    private static double EpochSeconds(GeneratedWindows source, TrainingSettings settings)
    {
        var device = TrainingDevice.Choose(settings);
        settings = TrainingDevice.Settle(settings, device.type);
        var scaling = ScalingFit.FitAsync(source, CancellationToken.None).GetAwaiter().GetResult();
        using var trainer = new StudentTrainer(source.Description, StudentVariant.Guided, settings, scaling, device);
        return TrainingMemory.EpochAsync(source, trainer, settings).GetAwaiter().GetResult();
    }

    /// <summary>
    /// Seconds of an action, all that it has set off included: of the processor on the CPU, by the clock on a device of its own.
    /// </summary>
    private static double SecondsOf(Action action, Device device)
    {
        for (var i = 0; i < WarmUps; i++)
        {
            action();
        }

        var isCuda = device.type == DeviceType.CUDA;
        Synchronise();
        var (wall, processor) = (Stopwatch.GetTimestamp(), ProcessorTime.Now);
        var count = 0;
        while (Elapsed() < Measured)
        {
            action();
            count++;
        }

        Synchronise();
        return Elapsed().TotalSeconds / count;

        TimeSpan Elapsed() => isCuda ? Stopwatch.GetElapsedTime(wall) : ProcessorTime.Now - processor;

        void Synchronise()
        {
            if (isCuda)
            {
                cuda.synchronize();
            }
        }
    }
}
