using System.Runtime.InteropServices;
using Google.Protobuf;
using WeatherKd.Training.Export.Onnx;
using WeatherKd.Training.Network;

namespace WeatherKd.Training.Export;

/// <summary>Writes a student down as ONNX nodes, opset 17. A tensor is the name of a value in the graph.</summary>
internal sealed class OnnxGraph(
    GraphProto graph,
    IReadOnlyDictionary<string, float[]> weights,
    IReadOnlyDictionary<string, WeightShape> shapes) : ITensorGraph<string>
{
    private readonly HashSet<string> _initialisers = new(StringComparer.Ordinal);

    public string Constant(string name, float[] values, params long[] shape) =>
        Initialiser(name, TensorProto.Types.DataType.Float, MemoryMarshal.AsBytes<float>(values), shape);

    public string Constant(string name, long[] values, params long[] shape) =>
        Initialiser(name, TensorProto.Types.DataType.Int64, MemoryMarshal.AsBytes<long>(values), shape);

    public string Weight(string name) => Constant(name, weights[name], shapes[name].Shape);

    public string Add(string a, string b) => Node("Add", [a, b]);

    public string Subtract(string a, string b) => Node("Sub", [a, b]);

    public string Multiply(string a, string b) => Node("Mul", [a, b]);

    public string Divide(string a, string b) => Node("Div", [a, b]);

    public string Missing(string x) => Node("Cast", [Node("IsNaN", [x])], Integer("to", (long)TensorProto.Types.DataType.Float));

    public string ZeroWhereMissing(string x) => Node("Where", [Node("IsNaN", [x]), Constant("nothing", [0f], 1), x]);

    public string Clamp(string x, float lowest, float highest) =>
        Node("Clip", [x, Constant($"number.{lowest:g9}", [lowest]), Constant($"number.{highest:g9}", [highest])]);

    public string Logarithm(string x) => Node("Log", [x]);

    public string Exponential(string x) => Node("Exp", [x]);

    public string Sine(string x) => Node("Sin", [x]);

    public string Cosine(string x) => Node("Cos", [x]);

    public string HyperbolicTangent(string x) => Node("Tanh", [x]);

    public string Softplus(string x) => Node("Softplus", [x]);

    public string Sum(string x, int axis) => Node("ReduceSum", [x, Axes(axis)], Integer("keepdims", 1));

    public string Modulo(string x, string divisor) => Node("Mod", [x, divisor]);

    public string Gather(string x, string indices, int axis) => Node("Gather", [x, indices], Integer("axis", axis));

    public string Concatenate(int axis, params string[] parts) => Node("Concat", parts, Integer("axis", axis));

    public string Slice(string x, int axis, long start, long end) => Node("Slice", [x, Axes(start), Axes(end), Axes(axis)]);

    public string Unsqueeze(string x, int axis) => Node("Unsqueeze", [x, Axes(axis)]);

    public string SwapBatchAndTime(string x) => Node("Transpose", [x], Integers("perm", 1, 0, 2));

    public string Reshape(string x, params long[] shape) =>
        Node("Reshape", [x, Constant($"shape.{string.Join('.', shape)}", shape, shape.Length)]);

    public string MatrixProduct(string x, string weights) => Node("MatMul", [x, weights]);

    public (string Outputs, (string Hidden, string Cell) State) Lstm(string name, string x, (string Hidden, string Cell)? state)
    {
        var hidden = (int)shapes[$"{name}.weight_hh"].Shape[1];
        var width = shapes[$"{name}.weight_ih"].Shape[1];
        string[] inputs =
        [
            x,
            Constant($"{name}.W", InOnnxGateOrder(weights[$"{name}.weight_ih"], hidden), 1, 4 * hidden, width),
            Constant($"{name}.R", InOnnxGateOrder(weights[$"{name}.weight_hh"], hidden), 1, 4 * hidden, hidden),
            Constant(
                $"{name}.B",
                [.. InOnnxGateOrder(weights[$"{name}.bias_ih"], hidden), .. InOnnxGateOrder(weights[$"{name}.bias_hh"], hidden)],
                1,
                8 * hidden),
            .. state is { } s ? [string.Empty, s.Hidden, s.Cell] : Array.Empty<string>(),
        ];
        var node = new NodeProto
        {
            OpType = "LSTM",
            Name = name,
            Input = { inputs },
            Output = { $"{name}.Y", $"{name}.H", $"{name}.C" },
            Attribute = { Integer("hidden_size", hidden) },
        };
        graph.Node.Add(node);
        return (Node("Squeeze", [node.Output[0], Axes(1)]), (node.Output[1], node.Output[2]));
    }

    public string Dropout(string x) => x;

    public string WithoutGradient(string x) => x;

    /// <summary>Gives a value the name of an output.</summary>
    public void Output(string value, string name) =>
        graph.Node.Add(new NodeProto { OpType = "Identity", Name = name, Input = { value }, Output = { name } });

    /// <summary>PyTorch's gates lie in the order input, forget, cell, output; ONNX wants input, output, forget, cell.</summary>
    private static float[] InOnnxGateOrder(float[] rows, int hidden)
    {
        var gate = rows.Length / (4 * hidden) * hidden;
        return [.. new[] { 0, 3, 1, 2 }.SelectMany(g => rows.AsSpan(g * gate, gate).ToArray())];
    }

    private string Node(string type, string[] inputs, params AttributeProto[] attributes)
    {
        var name = $"{type}.{graph.Node.Count}";
        graph.Node.Add(new NodeProto { OpType = type, Name = name, Input = { inputs }, Output = { name }, Attribute = { attributes } });
        return name;
    }

    private string Axes(long number) => Constant($"axis.{number}", [number], 1);

    private string Initialiser(string name, TensorProto.Types.DataType type, ReadOnlySpan<byte> values, long[] shape)
    {
        if (_initialisers.Add(name))
        {
            graph.Initializer.Add(new TensorProto
            {
                Name = name,
                DataType = (int)type,
                Dims = { shape },
                RawData = ByteString.CopyFrom(values),
            });
        }

        return name;
    }

    private static AttributeProto Integer(string name, long value) =>
        new() { Name = name, Type = AttributeProto.Types.AttributeType.Int, I = value };

    private static AttributeProto Integers(string name, params long[] values) =>
        new() { Name = name, Type = AttributeProto.Types.AttributeType.Ints, Ints = { values } };
}
