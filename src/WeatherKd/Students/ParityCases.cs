using System.Runtime.InteropServices;
using System.Text.Json.Serialization;

namespace WeatherKd.Students;

/// <summary>
/// <c>parity.json</c> beside a student: some windows, and what the network that was trained forecast for them before it was exported. The
/// ONNX file must say the same. Arrays are little-endian float32, shaped as the student's own graph wants them
/// (<see cref="StudentGraph"/>).
/// </summary>
/// <param name="Count">Windows.</param>
/// <param name="Observations">Shape <c>[count, history, input]</c>.</param>
/// <param name="Teacher">Shape <c>[count, history + horizon, teacher variable]</c>.</param>
/// <param name="Stations">The graph's station input, one a window.</param>
/// <param name="Origins">The graph's origin input, one a window.</param>
/// <param name="Forecast">What the network gave, shape <c>[count, horizon, target]</c>.</param>
/// <param name="Quantiles">Its quantiles, shape <c>[count, horizon, target, level]</c>.</param>
public sealed record ParityCases(
    int Count,
    byte[] Observations,
    byte[] Teacher,
    IReadOnlyList<long> Stations,
    IReadOnlyList<long> Origins,
    byte[] Forecast,
    byte[] Quantiles)
{
    /// <summary>Whether a student can be run on these windows.</summary>
    public bool Fit(StudentLineage student) =>
        Count > 0
        && Stations.Count == Count
        && Origins.Count == Count
        && Observations.Length == sizeof(float) * Count * student.HistoryHours * student.Inputs.Count
        && Teacher.Length == sizeof(float) * Count * (student.HistoryHours + student.HorizonHours) * student.TeacherVariables.Count
        && Forecast.Length == sizeof(float) * Count * student.HorizonHours * student.Targets.Count
        && Quantiles.Length == Forecast.Length * student.QuantileLevels.Count;

    /// <summary>Runs a student on the windows.</summary>
    public StudentForecast Run(StudentSession student) =>
        student.Run(Count, Floats(Observations), Floats(Teacher), [.. Stations], [.. Origins]);

    /// <summary>All numbers that the network gave: forecast, then quantiles.</summary>
    [JsonIgnore]
    public float[] Expected => [.. Floats(Forecast), .. Floats(Quantiles)];

    /// <summary>Numbers as they are kept here.</summary>
    public static byte[] Bytes(ReadOnlySpan<float> values) => MemoryMarshal.AsBytes(values).ToArray();

    private static float[] Floats(byte[] bytes) => MemoryMarshal.Cast<byte, float>(bytes).ToArray();
}
