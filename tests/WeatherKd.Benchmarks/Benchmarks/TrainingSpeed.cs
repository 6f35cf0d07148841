using WeatherKd.Alignment;
using WeatherKd.Training.Fits;
using WeatherKd.Training.Loop;
using WeatherKd.Training.Network;
using WeatherKd.TrainingJobs;
using static TorchSharp.torch;

namespace WeatherKd.Benchmarks.Benchmarks;

/// <summary>
/// Training steps against bare matrix products of the same shapes on the same thread, and the time of an epoch as windows grow. All in
/// processor time, which a busy machine lengthens less than wall time.
/// </summary>
internal static class TrainingSpeed
{
    /// <summary>Actions before the measured ones: the runtime compiles and libtorch chooses its kernels.</summary>
    private const int WarmUps = 5;

    private static readonly TimeSpan Measured = TimeSpan.FromSeconds(3);

    public static int Run()
    {
        Console.WriteLine("| hidden | batch | windows/s | training, GFLOP/s | matrix products, GFLOP/s | share |");
        Console.WriteLine("| --- | --- | --- | --- | --- | --- |");
        foreach (var hidden in new[] { 64, 128 })
        {
            foreach (var batch in new[] { 64, 256 })
            {
                PrintSpeed(new TrainingSettings { HiddenSize = hidden, BatchSize = batch, Device = "cpu" });
            }
        }

        Console.WriteLine();
        Console.WriteLine("| windows | epoch, s of processor time | windows/s |");
        Console.WriteLine("| --- | --- | --- |");
        foreach (var windows in new[] { 4096, 4 * 4096, 16 * 4096 })
        {
            var seconds = EpochSeconds(new GeneratedWindows(windows));
            Console.WriteLine($"| {windows} | {seconds:f1} | {windows / seconds:f0} |");
        }

        return 0;
    }

    private static void PrintSpeed(TrainingSettings settings)
    {
        var source = new GeneratedWindows(2048);
        var device = TrainingDevice.Choose(settings);
        var scaling = ScalingFit.FitAsync(source, CancellationToken.None).GetAwaiter().GetResult();
        using var trainer = new StudentTrainer(source.Description, StudentVariant.Guided, settings, scaling, device);
        var block = source.ReadAsync(DatasetPart.Training, 0, CancellationToken.None).GetAwaiter().GetResult();
        var random = trainer.BeginEpoch(1);
        (WindowBlock Block, int Index)[] batch = [.. Enumerable.Range(0, settings.BatchSize).Select(i => (block, i))];
        var perSecond = settings.BatchSize * PerSecond(() => trainer.Step(batch, random));
        var reached = perSecond * OperationsPerWindow(trainer.Network.Shape, settings) / 1e9;
        var bare = BareRate(settings.BatchSize, settings.HiddenSize);
        Console.WriteLine(
            $"| {settings.HiddenSize} | {settings.BatchSize} | {perSecond:f0} | {reached:f1} | {bare:f1} | {reached / bare:P0} |");
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
    private static double BareRate(int batch, int hidden)
    {
        using var x = rand(batch, hidden);
        using var weights = rand(hidden, 4 * hidden);
        return PerSecond(() => x.matmul(weights).Dispose()) * 2 * batch * hidden * 4 * hidden / 1e9;
    }

    private static double EpochSeconds(GeneratedWindows source)
    {
        var settings = new TrainingSettings { Device = "cpu" };
        var device = TrainingDevice.Choose(settings);
        var scaling = ScalingFit.FitAsync(source, CancellationToken.None).GetAwaiter().GetResult();
        using var trainer = new StudentTrainer(source.Description, StudentVariant.Guided, settings, scaling, device);
        return TrainingMemory.EpochAsync(source, trainer, settings).GetAwaiter().GetResult();
    }

    private static double PerSecond(Action action)
    {
        for (var i = 0; i < WarmUps; i++)
        {
            action();
        }

        var started = ProcessorTime.Now;
        var count = 0;
        while (ProcessorTime.Now - started < Measured)
        {
            action();
            count++;
        }

        return count / (ProcessorTime.Now - started).TotalSeconds;
    }
}
