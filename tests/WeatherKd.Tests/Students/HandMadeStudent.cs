using System.Runtime.InteropServices;
using System.Text.Json;
using Google.Protobuf;
using WeatherKd.Storage;
using WeatherKd.Students;
using WeatherKd.Training.Export.Onnx;
using WeatherKd.TrainingJobs;

namespace WeatherKd.Tests.Students;

/// <summary>
/// A real <c>student.onnx</c> with an answer that a reader can work out: the forecast is the teacher plus a constant (the constant alone
/// where there is no teacher), the quantiles lie at fixed distances around it. Targets and teacher variables are the same.
/// </summary>
internal static class HandMadeStudent
{
    public const int History = 48;
    public const int Horizon = 24;

    /// <summary>Distance of the quantiles from the forecast, at <see cref="StudentGraph.QuantileLevels"/>.</summary>
    public static IReadOnlyList<float> Spread { get; } = [-2, -1, 0, 1, 2];

    public static StudentLineage Lineage(string dataset = "dataset", DateTimeOffset? trainedTo = null, params string[] variables) => new()
    {
        Variant = StudentVariant.Guided,
        Model = "kma",
        DatasetId = dataset,
        Stations = ["129"],
        Inputs = variables,
        TeacherVariables = variables,
        Targets = variables,
        HistoryHours = History,
        HorizonHours = Horizon,
        QuantileLevels = StudentGraph.QuantileLevels,
        TrainedFrom = new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero),
        TrainedTo = trainedTo ?? new DateTimeOffset(2020, 12, 1, 0, 0, 0, TimeSpan.Zero),
        Settings = new TrainingSettings(),
        Epochs = 10,
        BestEpoch = 6,
        Parameters = 1,
        CodeVersion = "0.1.0",
    };

    /// <summary>The student of one variable, temperature.</summary>
    public static BinaryData Write(float plus, string dataset = "dataset") => Write(plus, Lineage(dataset, null, "temperature_2m"));

    public static BinaryData Write(float plus, StudentLineage lineage)
    {
        var graph = new GraphProto
        {
            Name = "student",
            Initializer =
            {
                Constant("first", [History]), Constant("last", [History + Horizon]), Constant("time", [1]), Constant("level", [3]),
                Constant("nothing", [0f]), Constant("plus", [plus]), Constant("spread", [.. Spread]),
            },
            Node =
            {
                Node("Slice", "future", "teacher", "first", "last", "time"),
                Node("IsNaN", "missing", "future"),
                Node("Where", "known", "missing", "nothing", "future"),
                Node("Add", "forecast", "known", "plus"),
                Node("Unsqueeze", "wide", "forecast", "level"),
                Node("Add", "quantiles", "wide", "spread"),
            },
            Input =
            {
                Value("observations", TensorProto.Types.DataType.Float, History, lineage.Inputs.Count),
                Value("teacher", TensorProto.Types.DataType.Float, History + Horizon, lineage.TeacherVariables.Count),
                Value("station", TensorProto.Types.DataType.Int64),
                Value("origin", TensorProto.Types.DataType.Int64),
            },
            Output =
            {
                Value("forecast", TensorProto.Types.DataType.Float, Horizon, lineage.Targets.Count),
                Value("quantiles", TensorProto.Types.DataType.Float, Horizon, lineage.Targets.Count, Spread.Count),
            },
        };
        return BinaryData.FromBytes(new ModelProto
        {
            IrVersion = 8,
            ProducerName = "test",
            Graph = graph,
            OpsetImport = { new OperatorSetIdProto { Version = 17 } },
            MetadataProps =
            {
                new StringStringEntryProto
                {
                    Key = StudentGraph.LineageProperty,
                    Value = JsonSerializer.Serialize(lineage, WeatherJson.Compact),
                },
            },
        }.ToByteArray());
    }

    private static NodeProto Node(string type, string output, params string[] inputs) =>
        new() { OpType = type, Input = { inputs }, Output = { output } };

    private static TensorProto Constant(string name, long[] values) => new()
    {
        Name = name,
        DataType = (int)TensorProto.Types.DataType.Int64,
        Dims = { values.Length },
        RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes<long>(values)),
    };

    private static TensorProto Constant(string name, float[] values) => new()
    {
        Name = name,
        DataType = (int)TensorProto.Types.DataType.Float,
        Dims = { values.Length },
        RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes<float>(values)),
    };

    private static ValueInfoProto Value(string name, TensorProto.Types.DataType type, params long[] perWindow)
    {
        var shape = new TensorShapeProto { Dim = { new TensorShapeProto.Types.Dimension { DimParam = "batch" } } };
        shape.Dim.AddRange(perWindow.Select(length => new TensorShapeProto.Types.Dimension { DimValue = length }));
        return new ValueInfoProto
        {
            Name = name,
            Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = (int)type, Shape = shape } },
        };
    }
}
