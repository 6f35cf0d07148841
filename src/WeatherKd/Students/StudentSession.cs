using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.ML.OnnxRuntime;
using WeatherKd.Storage;

namespace WeatherKd.Students;

/// <summary>
/// A student loaded into ONNX Runtime. One session serves any number of threads at once; it holds one thread of its own at most and does
/// not spin.
/// </summary>
public sealed class StudentSession : IDisposable
{
    private static readonly string[] Outputs = [StudentGraph.Forecast, StudentGraph.Quantiles];
    private readonly InferenceSession _session;
    private readonly RunOptions _run = new();

    private StudentSession(InferenceSession session, StudentLineage lineage, string sha256)
    {
        _session = session;
        Lineage = lineage;
        Sha256 = sha256;
    }

    /// <summary>What the student was made from, as its file says.</summary>
    public StudentLineage Lineage { get; }

    /// <summary>Hash of the file, lower-case hex.</summary>
    public string Sha256 { get; }

    /// <summary>Loads a student.</summary>
    /// <param name="onnx">The bytes of <c>student.onnx</c>.</param>
    /// <param name="expectedSha256">
    /// The hash that the registry has for it; a file that does not match is never given to the runtime.
    /// </param>
    /// <exception cref="InvalidDataException">The hash differs, or the file is not a student.</exception>
    public static StudentSession Load(byte[] onnx, string expectedSha256)
    {
        var sha256 = Convert.ToHexStringLower(SHA256.HashData(onnx));
        if (!string.Equals(sha256, expectedSha256, StringComparison.Ordinal))
        {
            throw new InvalidDataException(
                $"The student's file has the hash {sha256}; its manifest says {expectedSha256}. It is not loaded.");
        }

        using var options = new SessionOptions
        {
            IntraOpNumThreads = 1,
            InterOpNumThreads = 1,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
        };
        options.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
        InferenceSession session;
        try
        {
            session = new InferenceSession(onnx, options);
        }
        catch (OnnxRuntimeException e)
        {
            throw new InvalidDataException("ONNX Runtime cannot load the student: " + e.Message, e);
        }

        if (!session.ModelMetadata.CustomMetadataMap.TryGetValue(StudentGraph.LineageProperty, out var json))
        {
            session.Dispose();
            throw new InvalidDataException(
                $"The ONNX file has no property {StudentGraph.LineageProperty}: it is not a student of WeatherKd.");
        }

        return new StudentSession(session, JsonSerializer.Deserialize<StudentLineage>(json, WeatherJson.Compact)!, sha256);
    }

    /// <summary>Forecasts a batch. Shapes and meaning are those of <see cref="StudentGraph"/>.</summary>
    /// <param name="count">Windows in the batch.</param>
    /// <param name="observations">Shape <c>[count, history, input]</c>.</param>
    /// <param name="teacher">Shape <c>[count, history + horizon, teacher variable]</c>.</param>
    /// <param name="stations">Shape <c>[count]</c>.</param>
    /// <param name="origins">Forecast origins (<see cref="Series.Hour.SinceEpoch"/>). Shape <c>[count]</c>.</param>
    public StudentForecast Run(int count, float[] observations, float[] teacher, long[] stations, long[] origins)
    {
        using var o = OrtValue.CreateTensorValueFromMemory(observations, [count, Lineage.HistoryHours, Lineage.Inputs.Count]);
        using var t = OrtValue.CreateTensorValueFromMemory(
            teacher, [count, Lineage.HistoryHours + Lineage.HorizonHours, Lineage.TeacherVariables.Count]);
        using var s = OrtValue.CreateTensorValueFromMemory(stations, [count]);
        using var h = OrtValue.CreateTensorValueFromMemory(origins, [count]);
        using var results = _session.Run(
            _run,
            [StudentGraph.Observations, StudentGraph.Teacher, StudentGraph.Station, StudentGraph.Origin],
            [o, t, s, h],
            Outputs);
        return new StudentForecast(
            count,
            results[0].GetTensorDataAsSpan<float>().ToArray(),
            results[1].GetTensorDataAsSpan<float>().ToArray());
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _run.Dispose();
        _session.Dispose();
    }
}

/// <summary>A batch of forecasts in physical units.</summary>
/// <param name="Count">Windows in the batch.</param>
/// <param name="Mean">Expected values, shape <c>[count, horizon, target]</c>.</param>
/// <param name="Quantiles">Quantiles, shape <c>[count, horizon, target, level]</c>.</param>
public sealed record StudentForecast(int Count, float[] Mean, float[] Quantiles);
