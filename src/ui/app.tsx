/** Component of the whole picture at once, for tests and other callers that do not need separate parts. */
import { Box } from 'ink';
import type { ReactElement } from 'react';
import { type PictureProps, pictureOf } from './panels/picture.tsx';
import { ColoursContext } from './terminal/lines.tsx';

export function App(props: PictureProps): ReactElement {
  const parts = pictureOf(props);
  return (
    <ColoursContext.Provider value={props.colours}>
      <Box width={props.size.width} height={Math.max(1, props.size.height - 1)} flexShrink={0}>
        {parts.map(({ key, x, y, width, height, element }) => (
          <Box key={key} position="absolute" marginLeft={x} marginTop={y} width={width} height={height}>
            {element}
          </Box>
        ))}
      </Box>
    </ColoursContext.Provider>
  );
}
