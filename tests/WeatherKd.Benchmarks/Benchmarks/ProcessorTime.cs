using System.Diagnostics;

namespace WeatherKd.Benchmarks.Benchmarks;

/// <summary>Processor time of this process, of all its threads.</summary>
internal static class ProcessorTime
{
    /// <summary>Since the process began.</summary>
    public static TimeSpan Now
    {
        get
        {
            using var process = Process.GetCurrentProcess();
            return process.TotalProcessorTime;
        }
    }
}
