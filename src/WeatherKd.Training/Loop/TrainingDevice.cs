using System.Runtime.InteropServices;
using TorchSharp;
using WeatherKd.TrainingJobs;
using static TorchSharp.torch;

namespace WeatherKd.Training.Loop;

/// <summary>Chooses CUDA where TorchSharp has it and a device is there, else the CPU, and the number of CPU threads.</summary>
internal static partial class TrainingDevice
{
    /// <summary>
    /// Windows of a step that keep a GPU busy. At earlier times of aic_beijing and kma_seosan students so trained are within 1 % of those
    /// of <see cref="StepSchedule.UsualBatch"/> (docs/gpu.md).
    /// </summary>
    private const int BatchOnGpu = 512;

    public static Device Choose(TrainingSettings settings)
    {
        WaitPassively();
        KeepFreedMemory();
        if (settings.Device is "cuda" or "auto" && cuda.is_available())
        {
            return CUDA;
        }

        if (settings.Device == "cuda")
        {
            throw new InvalidOperationException(
                "The setting device = cuda needs TorchSharp's CUDA package and an NVIDIA device; neither or only one is here. Use auto or "
                + "cpu.");
        }

        set_num_threads(settings.Threads > 0 ? settings.Threads : FastestThreadCount(settings));
        return CPU;
    }

    /// <summary>The settings with what the device decides: how many windows a step takes, where that is not set.</summary>
    public static TrainingSettings Settle(TrainingSettings settings, DeviceType device) => settings.BatchSize > 0 ? settings : settings with
    {
        BatchSize = device == DeviceType.CUDA ? BatchOnGpu : StepSchedule.UsualBatch,
    };

    /// <summary>
    /// OpenMP threads that spin while they wait starve each other on shared cores: seen to cost a factor of fifty on two. Must be set
    /// before libgomp is loaded, in the C environment, which .NET's own copy does not reach.
    /// </summary>
    private static void WaitPassively()
    {
        if (!OperatingSystem.IsWindows())
        {
            _ = SetEnvironment("OMP_WAIT_POLICY", "PASSIVE", 0);
        }
    }

    /// <summary>
    /// Every large tensor would be mapped from the kernel and given back when freed, and its pages zeroed again at the next step: half of
    /// the processor time of a step of 64 windows, five sixths of one of 256. glibc is told to map none and to keep what was freed. Numbers
    /// are those of <c>malloc.h</c>; another C library does not know them and may say so by 0.
    /// </summary>
    private static void KeepFreedMemory()
    {
        const int TrimThreshold = -1;
        const int MostMappings = -4;
        if (OperatingSystem.IsLinux())
        {
            _ = SetAllocator(MostMappings, 0);
            _ = SetAllocator(TrimThreshold, int.MaxValue);
        }
    }

    private static int FastestThreadCount(TrainingSettings settings)
    {
        var candidates = new[] { 1, 2, 4, 8 }.Where(n => n <= Environment.ProcessorCount);
        return candidates.MinBy(n => SecondsPerStep(settings, n));
    }

    private static double SecondsPerStep(TrainingSettings settings, int threads)
    {
        set_num_threads(threads);
        using var scope = NewDisposeScope();
        var layer = nn.LSTM(settings.HiddenSize, settings.HiddenSize);
        var x = zeros(48, Settle(settings, DeviceType.CPU).BatchSize, settings.HiddenSize);
        var best = double.MaxValue;
        for (var i = 0; i < 4; i++)
        {
            var started = TimeProvider.System.GetTimestamp();
            layer.call(x).Item1.sum().backward();
            best = Math.Min(best, TimeProvider.System.GetElapsedTime(started).TotalSeconds);
        }

        return best;
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SetEnvironment(string name, string value, int overwrite);

    [LibraryImport("libc", EntryPoint = "mallopt")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SetAllocator(int parameter, int value);
}
