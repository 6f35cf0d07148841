using System.Text.Json;
using Google.Protobuf;
using WeatherKd.Storage;
using WeatherKd.Students;
using WeatherKd.Training.Export.Onnx;
using WeatherKd.Training.Network;

namespace WeatherKd.Training.Export;

/// <summary>
/// Writes <c>student.onnx</c> as <see cref="StudentGraph"/> describes it: physical units in and out, any batch size, the lineage in the
/// metadata.
/// </summary>
internal static class OnnxStudent
{
    /// <summary>Sequence and ReduceSum forms as used here; every ONNX Runtime since 1.12 has it.</summary>
    private const int Opset = 17;

    private const int IntermediateRepresentation = 8;

    /// <summary>The file's bytes: the same for the same weights and lineage.</summary>
    public static byte[] Write(StudentNetwork network, StudentLineage lineage)
    {
        var shape = network.Shape;
        var graph = new GraphProto { Name = "student" };
        var operations = new OnnxGraph(graph, network.Snapshot(), shape.Weights.ToDictionary(w => w.Name, StringComparer.Ordinal));
        var output = new StudentForward(shape, network.Scaling, network.Calibration)
            .Run(operations, StudentGraph.Observations, StudentGraph.Teacher, StudentGraph.Station, StudentGraph.Origin);
        operations.Output(output.Forecast, StudentGraph.Forecast);
        operations.Output(output.Quantiles, StudentGraph.Quantiles);
        graph.Input.Add(Value(StudentGraph.Observations, TensorProto.Types.DataType.Float, shape.History, shape.Inputs.Count));
        graph.Input.Add(Value(StudentGraph.Teacher, TensorProto.Types.DataType.Float, shape.History + shape.Horizon, shape.Teacher.Count));
        graph.Input.Add(Value(StudentGraph.Station, TensorProto.Types.DataType.Int64));
        graph.Input.Add(Value(StudentGraph.Origin, TensorProto.Types.DataType.Int64));
        graph.Output.Add(Value(StudentGraph.Forecast, TensorProto.Types.DataType.Float, shape.Horizon, shape.Targets));
        graph.Output.Add(Value(
            StudentGraph.Quantiles,
            TensorProto.Types.DataType.Float,
            shape.Horizon,
            shape.Targets,
            StudentGraph.QuantileLevels.Count));
        return new ModelProto
        {
            IrVersion = IntermediateRepresentation,
            ProducerName = "WeatherKd",
            ProducerVersion = lineage.CodeVersion,
            Graph = graph,
            OpsetImport = { new OperatorSetIdProto { Version = Opset } },
            MetadataProps =
            {
                new StringStringEntryProto
                {
                    Key = StudentGraph.LineageProperty,
                    Value = JsonSerializer.Serialize(lineage, WeatherJson.Compact),
                },
            },
        }.ToByteArray();
    }

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
